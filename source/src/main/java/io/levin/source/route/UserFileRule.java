package io.levin.source.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.compress.Compression;
import java.nio.file.Path;

/** A rule of {@code [[mydumper.files]]}, compiled. */
final class UserFileRule implements FileRouter.Rule {
  private final Pattern expression;
  private final Template type;
  private final Template schema;
  private final Template table;
  private final Template key;
  private final Template compression;

  private UserFileRule(FileRule rule, Pattern expression, boolean literal) {
    this.expression = expression;
    boolean ignored = "ignore".equals(rule.type());
    boolean noTable = ignored || "schema-schema".equals(rule.type());
    // In the order in which the original looks at them, so that the same fault is named.
    this.type = template("type", rule.type(), true, literal);
    this.schema = template("schema", rule.schema(), !ignored, literal);
    this.table = template("table", rule.table(), !noTable, literal);
    this.key = template("key", rule.key(), false, literal);
    this.compression = template("compression", rule.compression(), false, literal);
  }

  static UserFileRule compile(FileRule rule, Path sourceFolder) {
    boolean hasPattern = rule.pattern() != null && !rule.pattern().isEmpty();
    boolean hasPath = rule.path() != null && !rule.path().isEmpty();
    if (!hasPattern && !hasPath) {
      throw invalid("`path` and `pattern` must not be both empty in [[mydumper.files]]");
    }
    if (hasPattern && hasPath) {
      throw invalid("can't set both `path` and `pattern` field in [[mydumper.files]]");
    }
    String text = hasPattern ? rule.pattern() : Pattern.quote(relative(rule.path(), sourceFolder));
    try {
      return new UserFileRule(rule, Pattern.compile(text), hasPath);
    } catch (PatternSyntaxException e) {
      throw invalid(e.getMessage());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  @Override
  public RoutedFile route(String path) {
    Matcher matcher = expression.matcher(path);
    if (!matcher.find()) {
      return null;
    }
    FileType fileType = FileType.ofText(type.evaluate(matcher));
    if (fileType == FileType.IGNORE) {
      return new RoutedFile(fileType, "", "", "", Compression.NONE);
    }
    return new RoutedFile(
        fileType,
        schema.evaluate(matcher),
        fileType == FileType.SCHEMA_SCHEMA ? "" : table.evaluate(matcher),
        key.evaluate(matcher),
        Compression.ofName(compression.evaluate(matcher)));
  }

  private Template template(String field, String text, boolean required, boolean literal) {
    if (text == null || text.isEmpty()) {
      if (required) {
        throw new IllegalArgumentException("field '" + field + "' match pattern can't be empty");
      }
      return Template.literal("");
    }
    return literal ? Template.literal(text) : Template.compile(text, expression);
  }

  private static String relative(String path, Path sourceFolder) {
    if (!path.startsWith("/")) {
      return path;
    }
    if (sourceFolder == null) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "cannot find relative path for file route path " + path,
          "write the path relative to the source");
    }
    Path file = Path.of(path).normalize();
    if (!file.startsWith(sourceFolder)) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "file route path '" + path + "' is not in source dir '" + sourceFolder + "'",
          "");
    }
    return sourceFolder.relativize(file).toString();
  }

  private static ImportException invalid(String problem) {
    return new ImportException(
        ErrorCode.INVALID_CONFIG, "parse file routing rule failed: " + problem, "");
  }
}
