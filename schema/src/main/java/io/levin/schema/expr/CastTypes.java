package io.levin.schema.expr;

import com.alibaba.druid.sql.ast.SQLArrayDataType;
import com.alibaba.druid.sql.ast.SQLDataType;
import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.expr.SQLIntegerExpr;
import com.alibaba.druid.sql.ast.statement.SQLCharacterDataType;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Types of casts, of Druid's. */
final class CastTypes {
  private final int offset;

  CastTypes(int offset) {
    this.offset = offset;
  }

  /** The type, or an array of it. */
  Expr.CastType of(SQLDataType type) {
    if (type instanceof SQLArrayDataType arrayType) {
      Expr.CastType element = of(arrayType.getComponentType());
      return new Expr.CastType(
          element.name(), element.length(), element.decimals(), element.charset(), true);
    }
    String name = DruidExpr.lower(type.getName()).strip();
    boolean array = name.endsWith(" array");
    name = array ? name.substring(0, name.length() - 6).strip() : name;
    String charset = "";
    if (type instanceof SQLCharacterDataType text && text.getCharSetName() != null) {
      charset = DruidExpr.lower(DruidExpr.unquote(text.getCharSetName()));
    }
    List<Integer> numbers = new ArrayList<>();
    for (SQLExpr argument : type.getArguments()) {
      if (!(argument instanceof SQLIntegerExpr number)) {
        throw new SqlSyntaxException("expression is not understood: " + argument, offset);
      }
      numbers.add(number.getNumber().intValue());
    }
    int length = numbers.isEmpty() ? -1 : numbers.get(0);
    int decimals = numbers.size() > 1 ? numbers.get(1) : -1;
    String canonical =
        switch (name) {
          case "signed integer", "signed int" -> "signed";
          case "unsigned integer", "unsigned int" -> "unsigned";
          case "character" -> "char";
          case "signed",
              "unsigned",
              "char",
              "binary",
              "date",
              "datetime",
              "time",
              "decimal",
              "double",
              "float",
              "year",
              "json" ->
              name;
          case "real" -> "double";
          default -> throw new SqlSyntaxException("cast to " + name + " is not known", offset);
        };
    return canonical.equals("char") && charset.equals("binary")
        ? new Expr.CastType(charset, length, decimals, "", array)
        : new Expr.CastType(canonical, length, decimals, charset, array);
  }
}
