package io.levin.playground.tidb;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.proto.autoid.AutoIDAllocGrpc;
import io.levin.proto.autoid.AutoIDRequest;
import io.levin.proto.autoid.AutoIDResponse;
import io.levin.proto.autoid.RebaseRequest;
import io.levin.proto.autoid.RebaseResponse;
import io.levin.schema.TableInfo;
import java.util.Optional;

/**
 * TiDB's central allocator of the auto-increment ids of tables with {@code AUTO_ID_CACHE 1}: the
 * same ids that INSERT takes.
 */
final class AutoIdService extends AutoIDAllocGrpc.AutoIDAllocImplBase {
  /** The keyspace that stands for none. */
  private static final int NO_KEYSPACE = 0xFFFFFFFF;

  private final Catalog catalog;

  AutoIdService(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void allocAutoID(AutoIDRequest request, StreamObserver<AutoIDResponse> answer) {
    if (request.getKeyspaceID() != NO_KEYSPACE) {
      answer.onError(Status.UNKNOWN.withDescription("not leader").asRuntimeException());
      return;
    }
    AutoIDResponse.Builder response = AutoIDResponse.newBuilder();
    Optional<TableInfo> table = table(request.getDbID(), request.getTblID());
    if (table.isEmpty()) {
      response.setErrmsg(
          ByteString.copyFromUtf8("table with id " + request.getTblID() + " does not exist"));
    } else if (request.getN() == 0) {
      long last = catalog.autoIds().next(request.getDbID(), table.get(), kind(table.get())) - 1;
      response.setMin(last).setMax(last);
    } else {
      long first =
          catalog
              .autoIds()
              .allocate(request.getDbID(), table.get(), kind(table.get()), request.getN());
      response.setMin(first - 1).setMax(first - 1 + request.getN());
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void rebase(RebaseRequest request, StreamObserver<RebaseResponse> answer) {
    table(request.getDbID(), request.getTblID())
        .ifPresent(
            table -> {
              if (request.getForce()) {
                catalog
                    .autoIds()
                    .alter(request.getDbID(), table.id(), kind(table), request.getBase() + 1, true);
              } else {
                catalog.autoIds().rebase(request.getDbID(), table, kind(table), request.getBase());
              }
            });
    answer.onNext(RebaseResponse.getDefaultInstance());
    answer.onCompleted();
  }

  private Optional<TableInfo> table(long databaseId, long tableId) {
    return catalog.databases().stream()
        .filter(database -> database.id() == databaseId)
        .flatMap(database -> database.tables().stream())
        .filter(table -> table.id() == tableId)
        .findFirst();
  }

  private static AutoIdKind kind(TableInfo table) {
    return AutoIds.autoIncrementOf(table);
  }
}
