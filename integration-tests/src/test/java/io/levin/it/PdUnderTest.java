package io.levin.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.levin.pd.GrpcChannels;
import io.levin.pd.TlsFiles;
import io.levin.proto.pdpb.RequestHeader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** One PD, whichever, and its answers as text that can be compared. */
final class PdUnderTest implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String address;
  private final long clusterId;
  private final ManagedChannel channel;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  PdUnderTest(String address, long clusterId) {
    this.address = address;
    this.clusterId = clusterId;
    this.channel =
        GrpcChannels.builder(address, TlsFiles.NONE, Duration.ofSeconds(10), Duration.ofSeconds(3))
            .build();
  }

  String address() {
    return address;
  }

  ManagedChannel channel() {
    return channel;
  }

  RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(clusterId).build();
  }

  /**
   * The answer of a unary call, or its status and text.
   *
   * @param ignored names of fields to leave out, wherever they are
   */
  <Q extends Message, R extends Message> String grpc(
      MethodDescriptor<Q, R> method, Q request, String... ignored) {
    try {
      R answer =
          ClientCalls.blockingUnaryCall(
              channel,
              method,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              request);
      StringBuilder kept = new StringBuilder();
      for (String line : text(answer).split("\n")) {
        if (!Set.of(ignored).contains(line.strip().split(":")[0])) {
          kept.append(line).append('\n');
        }
      }
      return plain(kept.toString());
    } catch (StatusRuntimeException e) {
      return plain(e.getStatus().getCode() + " " + e.getStatus().getDescription());
    }
  }

  /** A message as text, without the fields that this project has no name for. */
  static String text(Message message) {
    try {
      Message known =
          (Message)
              DiscardUnknownFieldsParser.wrap(message.getParserForType())
                  .parseFrom(message.toByteString());
      return TextFormat.printer().printToString(known);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The answer of PD's HTTP service: status and body; JSON in the order of names, texts and ids.
   *
   * @param ignored names of fields to leave out, wherever they are
   */
  String http(String method, String path, String body, String... ignored) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/pd/api/v1" + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return plain(answer.statusCode() + "\n" + sorted(answer.body(), Set.of(ignored)));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String sorted(String body, Set<String> ignored) {
    try {
      return JSON.writeValueAsString(sorted(JSON.readTree(body), ignored));
    } catch (JsonProcessingException e) {
      return body.strip();
    }
  }

  private static JsonNode sorted(JsonNode node, Set<String> ignored) {
    if (node instanceof ArrayNode array) {
      // PD shows what it keeps in maps in any order; its own rule is not of the model.
      List<JsonNode> items = new ArrayList<>();
      for (JsonNode item : array) {
        if (!item.path("id").asText().equals("keyspaces/0")) {
          items.add(sorted(item, ignored));
        }
      }
      items.sort(Comparator.comparing(PdUnderTest::name));
      return JSON.createArrayNode().addAll(items);
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode copy = JSON.createObjectNode();
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    names.removeAll(ignored);
    names.forEach(name -> copy.set(name, sorted(object.get(name), ignored)));
    return copy;
  }

  /** What an item of a list goes by. */
  private static String name(JsonNode item) {
    return item.isObject()
        ? item.findPath("id").asText() + item.path("key").asText()
        : item.asText();
  }

  /** Without what differs from cluster to cluster. */
  private String plain(String text) {
    return text.replace(Long.toUnsignedString(clusterId), "CLUSTER")
        .replace(address, "PD")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)", "TIME")
        .replaceAll("\\w{3} \\w{3} [ \\d]\\d [0-9:]{8} \\w+ \\d{4}", "UNIX DATE");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
