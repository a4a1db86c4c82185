package io.levin.playground.tidb.session;

import io.levin.playground.tidb.SqlFaults;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.query.H2Session;
import io.levin.playground.tidb.query.TableRows;
import io.levin.playground.tidb.sql.SqlStatement;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.sql.UnknownColumn;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SessionFactory;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.playground.tidb.wire.WireSession;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.sql.SqlMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** One connection's state, and the way from a statement to what carries it out. */
public final class Session implements WireSession {
  private static final int AUTOCOMMIT = 2;
  private static final int IN_TRANSACTION = 1;
  private static final String IDLE_TRANSACTION = "tidb_idle_transaction_timeout";
  private static final int UNKNOWN_FUNCTION = 1305;
  private static final long NO_LIMIT = 86_400_000;

  // Of a statement that meets a conflict, as TiDB's tidb_retry_limit; milliseconds between two.
  private static final int MOST_RETRIES = 10;
  private static final long LONGEST_PAUSE = 100;

  private final Server server;
  private final SessionFactory.Login login;
  private final SessionVariables variables;
  private final List<Warning> warnings = new ArrayList<>();
  private H2Session engine;
  private String database;
  private Transaction transaction;
  private Transaction statementTransaction;

  /** Follows SET alone: TiDB shows autocommit even where the global value has it off. */
  private boolean autocommitShown = true;

  private long lastInsertId;
  private long lastRowCount;
  private volatile String running = "";

  /** The session of a user who has logged in. */
  public Session(Server server, SessionFactory.Login login) {
    this.server = server;
    this.login = login;
    this.variables = new SessionVariables(server.variables());
    this.database = login.database().isEmpty() ? null : login.database();
    server.sessions().put(login.connectionId(), this);
  }

  @Override
  public List<Object> split(byte[] text) {
    return new ArrayList<>(SqlStatement.split(text, variables.get("sql_mode")));
  }

  @Override
  public Outcome execute(Object statement) {
    SqlStatement sql = (SqlStatement) statement;
    boolean watched = !server.faults().isEmpty();
    String text = watched ? sql.toString() : "";
    if (watched && server.faults().at(SqlFaults.Moment.BEFORE, text)) {
      return new Outcome.Cut("injected before: " + text);
    }
    Outcome outcome = run(sql);
    if (watched && server.faults().at(SqlFaults.Moment.AFTER, text)) {
      if (outcome instanceof Outcome.Rows rows) {
        rows.whenRead().run();
      }
      return new Outcome.Cut("injected after: " + text);
    }
    return outcome;
  }

  @Override
  public Prepared prepare(byte[] text) {
    List<SqlStatement> statements = SqlStatement.split(text, variables.get("sql_mode"));
    if (statements.size() > 1) {
      throw new SqlError(1105, "Can not prepare multiple statements");
    }
    SqlStatement statement = statements.get(0);
    List<ResultColumn> columns = List.of();
    Tokens in = statement.read();
    if (in.is("SELECT") || in.is("WITH") || in.isSymbol("(")) {
      columns = explained(statement, () -> new QueryCommand(this).describe(in));
    }
    return new Prepared(statement, statement.parameters(), columns);
  }

  @Override
  public Outcome execute(Prepared prepared, Object[] values) {
    return execute(((SqlStatement) prepared.statement()).bind(values));
  }

  @Override
  public void use(String name) {
    database = isInformationSchema(name) ? name : server.catalog().requireDatabase(name).name();
  }

  @Override
  public List<ResultColumn> fieldList(String table) {
    TableInfo info = table(new TableName(null, table));
    return ShowTable.fieldList(currentDatabase(), info);
  }

  @Override
  public boolean alwaysMultiStatement() {
    return !variables.get("tidb_multi_statement_mode").equals("OFF");
  }

  @Override
  public int status() {
    return (autocommitShown ? AUTOCOMMIT : 0) | (transaction != null ? IN_TRANSACTION : 0);
  }

  @Override
  public int warnings() {
    return Math.min(warnings.size(), 65_535);
  }

  /** {@code clientConn.getWaitTimeout}: a limit for open transactions, and one for all else. */
  @Override
  public long idleLimitSeconds() {
    if (transaction != null && server.variables().knows(IDLE_TRANSACTION)) {
      long limit = variables.number(IDLE_TRANSACTION);
      if (limit > 0) {
        return limit;
      }
    }
    return variables.number("wait_timeout");
  }

  @Override
  public void reset() {
    rollback();
    autocommitShown = true;
    variables.reset();
    warnings.clear();
    lastInsertId = 0;
    database = login.database().isEmpty() ? null : login.database();
  }

  @Override
  public void close() {
    rollback();
    server.userLocks().releaseAll(login.connectionId());
    server.sessions().remove(login.connectionId());
    if (engine != null) {
      engine.close();
    }
  }

  private Outcome run(SqlStatement statement) {
    Tokens in = statement.read();
    if (!in.is("SHOW") && !(in.is("SELECT") && statement.toString().contains("@@"))) {
      warnings.clear();
    }
    running = in.rest();
    try {
      Outcome outcome = explained(statement, () -> dispatch(in));
      lastRowCount = outcome instanceof Outcome.Done done ? done.affected() : -1;
      return outcome;
    } catch (SqlError e) {
      lastRowCount = -1;
      warnings.add(new Warning("Error", e.code(), e.getMessage()));
      if (e.code() == 1213 || e.code() == 9007 || e.code() == 8005) {
        rollback();
      }
      throw e;
    } finally {
      running = "";
    }
  }

  /** The embedded database does not know in which clause, and of which database, a name is. */
  private <T> T explained(SqlStatement statement, Supplier<T> work) {
    try {
      return work.get();
    } catch (SqlError e) {
      if (e.code() == UnknownColumn.CODE) {
        throw UnknownColumn.explained(e, statement.read());
      }
      if (e.code() == UNKNOWN_FUNCTION && database != null) {
        throw new SqlError(
            e.code(), e.getMessage().replaceFirst("^FUNCTION ", "FUNCTION " + database + "."), e);
      }
      throw e;
    }
  }

  private Outcome dispatch(Tokens in) {
    String word = in.peek().text().toUpperCase(Locale.ROOT);
    return switch (word) {
      case "SELECT", "WITH", "(", "VALUES", "TABLE", "DO" -> new QueryCommand(this).run(in);
      case "SHOW", "DESC", "DESCRIBE", "EXPLAIN" -> new ShowCommand(this).run(in);
      case "SET" -> new SetCommand(this).run(in);
      case "USE" -> {
        in.next();
        use(in.name());
        in.expectEnd();
        yield Outcome.Done.NOTHING;
      }
      case "BEGIN", "START", "COMMIT", "ROLLBACK" -> new TransactionCommand(this).run(in);
      case "INSERT", "REPLACE" -> new InsertCommand(this).run(in);
      case "UPDATE", "DELETE" -> new ChangeCommand(this).run(in);
      case "CREATE", "DROP", "ALTER", "TRUNCATE", "RENAME" -> new DdlCommand(this).run(in);
      case "ADMIN", "ANALYZE", "KILL", "FLUSH", "LOCK", "UNLOCK", "SPLIT" ->
          new AdminCommand(this).run(in);
      default -> throw in.error();
    };
  }

  /** What all sessions share. */
  Server server() {
    return server;
  }

  /** Who is connected. */
  SessionFactory.Login login() {
    return login;
  }

  /** The session's variables. */
  SessionVariables variables() {
    return variables;
  }

  /** Lines of SHOW WARNINGS. */
  List<Warning> warningList() {
    return warnings;
  }

  void warn(int code, String message) {
    warnings.add(new Warning("Warning", code, message));
  }

  void note(int code, String message) {
    warnings.add(new Warning("Note", code, message));
  }

  long lastInsertId() {
    return lastInsertId;
  }

  /** Notes the first id that a statement drew; 0 if it drew none. */
  void drewId(long id) {
    lastInsertId = id != 0 ? id : lastInsertId;
  }

  long lastRowCount() {
    return lastRowCount;
  }

  /** The statement that runs, empty if none does. Read by other threads. */
  String running() {
    return running;
  }

  /** The embedded database's session, with this session's time zone. */
  H2Session engine() {
    if (engine == null) {
      engine = server.engine().get().open();
    }
    engine.zone(variables.zone());
    return engine;
  }

  /** The current database or null. */
  String databaseOrNull() {
    return database;
  }

  /** Forgets the current database, which was dropped. */
  void leaveDatabase() {
    database = null;
  }

  /** The current database; 1046 if there is none. */
  String currentDatabase() {
    if (database == null) {
      throw new SqlError(1046, "No database selected");
    }
    return database;
  }

  /** The database that a table's name says, or the current one. */
  String schemaOf(TableName name) {
    return name.schema() == null ? currentDatabase() : name.schema();
  }

  /** The table or view of that name. */
  TableInfo table(TableName name) {
    return server.catalog().requireTable(schemaOf(name), name.table());
  }

  /** What this session adds to a definition in a database. */
  DdlOptions ddlOptions(Database in) {
    DdlOptions.ClusteredIndex clustered =
        switch (variables.get("tidb_enable_clustered_index").toUpperCase(Locale.ROOT)) {
          case "OFF", "0" -> DdlOptions.ClusteredIndex.OFF;
          case "INT_ONLY" -> DdlOptions.ClusteredIndex.INT_ONLY;
          default -> DdlOptions.ClusteredIndex.ON;
        };
    return new DdlOptions(
        in.name(),
        in.charset(),
        in.collate(),
        server.options().newCollation(),
        clustered,
        SqlMode.of(variables.get("sql_mode")),
        variables.zone(),
        server.cluster().options().version().atLeast(7, 2, 0)
            && variables.on("tidb_enable_check_constraint"));
  }

  /** The rows of a table as a transaction sees them. */
  TableRows rows(TableInfo table, Transaction in, long ts, List<Long> physicalIds) {
    return new TableRows(
        table, in, ts, physicalIds, variables.zone(), server.options().newCollation());
  }

  static boolean isInformationSchema(String name) {
    return name.equalsIgnoreCase("information_schema");
  }

  /** Remembers that the client set autocommit. */
  void showAutocommit() {
    autocommitShown = variables.on("autocommit");
  }

  /** When the open transaction or that of the running statement began; 0 without one. */
  long currentTs() {
    Transaction current = transaction != null ? transaction : statementTransaction;
    return current == null ? 0 : current.startTs();
  }

  /** The open transaction, or null. */
  Transaction openTransaction() {
    return transaction;
  }

  /** Begins an explicit transaction; an open one is committed. */
  void begin(Boolean pessimistic) {
    commit();
    transaction = server.transactions().begin(pessimistic == null ? pessimistic() : pessimistic);
  }

  /** Ends the open transaction, if any, with its changes. */
  void commit() {
    Transaction open = transaction;
    transaction = null;
    if (open != null) {
      open.commit();
    }
  }

  /** Ends the open transaction, if any, without its changes. */
  void rollback() {
    Transaction open = transaction;
    transaction = null;
    if (open != null) {
      open.rollback();
    }
  }

  /** The transaction that a statement reads in; the caller ends it if it is not the open one. */
  Transaction readTransaction() {
    if (transaction == null && !variables.on("autocommit")) {
      transaction = server.transactions().begin(pessimistic());
    }
    return transaction != null ? transaction : server.transactions().begin(pessimistic());
  }

  /**
   * Runs a statement that writes: in the open transaction, where a failure takes back only the
   * statement; or in one of its own, which is committed, and tried again after a conflict.
   */
  <T> T write(Function<Transaction, T> statement) {
    Transaction open = readTransaction();
    if (open == transaction) {
      int savepoint = open.savepoint();
      try {
        return statement.apply(open);
      } catch (RuntimeException e) {
        open.rollbackTo(savepoint);
        throw e;
      }
    }
    for (int attempt = 1; ; attempt++) {
      Transaction own = attempt == 1 ? open : server.transactions().begin(pessimistic());
      statementTransaction = own;
      try {
        T result = statement.apply(own);
        own.commit();
        return result;
      } catch (SqlError e) {
        own.rollback();
        if (e.code() != 9007 || attempt > MOST_RETRIES || !backedOff(attempt)) {
          throw e;
        }
      } catch (RuntimeException e) {
        own.rollback();
        throw e;
      } finally {
        statementTransaction = null;
      }
    }
  }

  /**
   * Sleeps as TiDB does before it tries a statement again: a while by chance, of which the longest
   * doubles. Without it one of several writers of a row may lose every time.
   *
   * @return false when interrupted
   */
  private static boolean backedOff(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(Math.min(LONGEST_PAUSE, 1L << attempt)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean pessimistic() {
    return !variables.get("tidb_txn_mode").equals("optimistic");
  }

  /**
   * How long a statement waits for a lock. One outside of a transaction is optimistic in TiDB: it
   * waits until the lock is gone, whatever {@code innodb_lock_wait_timeout} says.
   */
  long lockWaitMillis() {
    return transaction == null ? NO_LIMIT : variables.number("innodb_lock_wait_timeout") * 1000;
  }
}
