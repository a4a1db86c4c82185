package io.levin.schema;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Shapes of TiDB's schema JSON that differ from the Java types that stand for them. */
final class JsonNames {
  private JsonNames() {}

  /** A name as {@code {"O":"Original","L":"original"}}. */
  static final class NameWriter extends JsonSerializer<String> {
    @Override
    public void serialize(String name, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      out.writeStringField("O", name);
      out.writeStringField("L", Identifiers.lower(name));
      out.writeEndObject();
    }
  }

  /** Takes {@code {"O":…,"L":…}} and, as TiDB does for very old tables, a bare string. */
  static final class NameReader extends JsonDeserializer<String> {
    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_STRING) {
        return in.getText();
      }
      if (in.currentToken() != JsonToken.START_OBJECT) {
        return (String) context.handleUnexpectedToken(String.class, in);
      }
      String original = null;
      String lower = "";
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "O" -> original = in.getValueAsString();
          case "L" -> lower = in.getValueAsString();
          default -> in.skipChildren();
        }
      }
      return original == null ? lower : original;
    }
  }

  /** An empty list as {@code null}, as Go writes a nil slice. */
  static final class EmptyIsNull extends JsonSerializer<List<?>> {
    @Override
    public void serialize(List<?> list, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (list.isEmpty()) {
        out.writeNull();
      } else {
        out.writeStartArray();
        for (Object element : list) {
          provider.defaultSerializeValue(element, out);
        }
        out.writeEndArray();
      }
    }
  }

  /** A set as {@code {"a":{},"b":{}}}, as Go writes a map with empty values. */
  static final class SetWriter extends JsonSerializer<Set<String>> {
    @Override
    public void serialize(Set<String> names, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      for (String name : names) {
        out.writeObjectFieldStart(name);
        out.writeEndObject();
      }
      out.writeEndObject();
    }
  }

  /** The reverse of {@link SetWriter}. */
  static final class SetReader extends JsonDeserializer<Set<String>> {
    @Override
    public Set<String> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      Set<String> names = new TreeSet<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        names.add(in.currentName());
        in.nextToken();
        in.skipChildren();
      }
      return names;
    }
  }
}
