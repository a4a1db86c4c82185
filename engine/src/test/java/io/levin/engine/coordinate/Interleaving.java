package io.levin.engine.coordinate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Parties of which one at a time runs; at every turn a seeded random decides who is next, and
 * whether the one that gave its turn away is killed instead of going on. The same seed gives the
 * same course.
 */
final class Interleaving implements AutoCloseable {
  private static final int MOST_TURNS = 20_000;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "party");
            thread.setDaemon(true);
            return thread;
          });

  /** Ends a party as SIGKILL does: nothing catches it but the one that runs parties. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** One course of events. */
  final class Course {
    private final Random random;
    private final double killing;
    private final List<Party> parties = new ArrayList<>();
    private int turns;

    Course(long seed, double killing) {
      this.random = new Random(seed);
      this.killing = killing;
    }

    Random random() {
      return random;
    }

    /** Adds a party. */
    Party party(String name, Runnable life) {
      Party party = new Party(this, name, life);
      parties.add(party);
      return party;
    }

    /** Runs all parties to their ends. */
    void run() throws Exception {
      List<Future<?>> ends = new ArrayList<>();
      for (Party party : parties) {
        ends.add(threads.submit(party::live));
      }
      parties.get(random.nextInt(parties.size())).mayRun.release();
      for (Future<?> end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
    }

    private Party next() {
      List<Party> running = parties.stream().filter(party -> !party.over).toList();
      return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
    }
  }

  /** One of those that take turns. */
  static final class Party {
    final String name;
    private final Course course;
    private final Runnable life;
    private final Semaphore mayRun = new Semaphore(0);
    private boolean over;

    /** Whether it was killed and does not run again. */
    boolean dead;

    private Party(Course course, String name, Runnable life) {
      this.course = course;
      this.name = name;
      this.life = life;
    }

    private void live() {
      mayRun.acquireUninterruptibly();
      try {
        life.run();
      } finally {
        over = true;
        Party next = course.next();
        if (next != null) {
          next.mayRun.release();
        }
      }
    }

    /** Lets others go on. */
    void turn() {
      pass();
      if (course.random.nextDouble() < course.killing) {
        throw new Killed();
      }
    }

    /** Lets others go on, without any danger. */
    void pass() {
      if (++course.turns > MOST_TURNS) {
        throw new IllegalStateException("this does not end");
      }
      Party next = course.next();
      if (next != this) {
        next.mayRun.release();
        mayRun.acquireUninterruptibly();
      }
    }
  }

  Course course(long seed, double killing) {
    return new Course(seed, killing);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
