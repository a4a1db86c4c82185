package io.levin.engine.cli;

import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command whose work is done with the target TiDB; it takes the options that name it. */
@Command(mixinStandardHelpOptions = true)
abstract class TargetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;

  /** Which TiDB. */
  final TargetOptions target() {
    return target;
  }

  @Override
  public Integer call() {
    return target.run(name(), this::run);
  }

  /** Does the work and returns the exit code. */
  abstract int run(TidbClient tidb, PrintWriter out) throws SQLException;

  /** The words that start the command, such as {@code levin fleet drain}. */
  final String name() {
    return spec.qualifiedName();
  }

  /** Tells why the work cannot be done; returns the exit code. */
  final int failed(String why) {
    System.err.println(name() + ": " + why);
    return ExitCode.FAILED;
  }
}
