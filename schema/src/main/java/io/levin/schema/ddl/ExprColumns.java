package io.levin.schema.ddl;

import io.levin.schema.Identifiers;
import io.levin.schema.expr.Expr;
import java.util.Set;
import java.util.TreeSet;

/** Finds the columns of an expression. */
final class ExprColumns {
  private final Set<String> names = new TreeSet<>();

  private ExprColumns() {}

  /** The lower-case names of all columns in it. */
  static Set<String> of(Expr expr) {
    ExprColumns columns = new ExprColumns();
    columns.visit(expr);
    return columns.names;
  }

  private void visit(Expr expr) {
    if (expr instanceof Expr.Column column) {
      names.add(Identifiers.lower(column.name()));
    } else if (expr instanceof Expr.Paren paren) {
      visit(paren.inner());
    } else if (expr instanceof Expr.Unary unary) {
      visit(unary.operand());
    } else if (expr instanceof Expr.Binary binary) {
      visitAll(binary.left(), binary.right());
    } else if (expr instanceof Expr.Call call) {
      call.args().forEach(this::visit);
    } else if (expr instanceof Expr.Interval interval) {
      visit(interval.amount());
    } else if (expr instanceof Expr.Extract extract) {
      visit(extract.value());
    } else if (expr instanceof Expr.Trim trim) {
      visitAll(trim.remove(), trim.value());
    } else if (expr instanceof Expr.Cast cast) {
      visit(cast.value());
    } else if (expr instanceof Expr.ConvertUsing convert) {
      visit(convert.value());
    } else if (expr instanceof Expr.Collate collate) {
      visit(collate.value());
    } else if (expr instanceof Expr.Row row) {
      row.values().forEach(this::visit);
    } else {
      visitPredicate(expr);
    }
  }

  private void visitPredicate(Expr expr) {
    if (expr instanceof Expr.In in) {
      visit(in.value());
      in.list().forEach(this::visit);
    } else if (expr instanceof Expr.Between between) {
      visitAll(between.value(), between.low(), between.high());
    } else if (expr instanceof Expr.Like like) {
      visitAll(like.value(), like.pattern());
    } else if (expr instanceof Expr.Regexp regexp) {
      visitAll(regexp.value(), regexp.pattern());
    } else if (expr instanceof Expr.IsNull isNull) {
      visit(isNull.value());
    } else if (expr instanceof Expr.IsTruth isTruth) {
      visit(isTruth.value());
    } else if (expr instanceof Expr.Case choice) {
      visitAll(choice.value(), choice.otherwise());
      choice.whens().forEach(when -> visitAll(when.condition(), when.result()));
    }
  }

  private void visitAll(Expr... exprs) {
    for (Expr expr : exprs) {
      if (expr != null) {
        visit(expr);
      }
    }
  }
}
