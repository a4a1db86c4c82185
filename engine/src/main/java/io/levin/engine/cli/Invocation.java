package io.levin.engine.cli;

import io.levin.base.ErrorCode;
import io.levin.config.Flags;
import io.levin.config.Flags.Definition;
import java.io.PrintStream;
import java.util.List;

/**
 * The flags of a program in the style of Go, or the code with which it ends at once: after its
 * usage, its version, or a word on a flag that it does not know.
 *
 * @param flags null when the program ends
 * @param code of the end
 */
record Invocation(Flags flags, int code) {

  /** Reads a command line and answers what needs no work. */
  static Invocation of(
      String program,
      List<Definition> definitions,
      List<String> arguments,
      PrintStream out,
      PrintStream err) {
    Flags flags;
    try {
      flags = Flags.parse(definitions, arguments);
    } catch (Flags.FlagException e) {
      return new Invocation(null, wrong(e.getMessage(), program, definitions, out, err));
    }
    if (flags.isSet("h")) {
      Usage.print(err, program, definitions);
      return new Invocation(null, ExitCode.OK);
    }
    if (flags.isSet("V")) {
      out.print(Version.text());
      return new Invocation(null, ExitCode.OK);
    }
    return new Invocation(flags, ExitCode.OK);
  }

  /** Whether nothing is left to do. */
  boolean ends() {
    return flags == null;
  }

  /** Tells what is wrong with a command line; returns the exit code. */
  static int wrong(
      String why, String program, List<Definition> definitions, PrintStream out, PrintStream err) {
    err.println(why);
    Usage.print(err, program, definitions);
    out.println(ErrorCode.INVALID_ARGUMENT + "invalid argument: " + why);
    return ExitCode.USAGE;
  }
}
