package io.levin.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import java.time.Duration;

/**
 * The configuration that is in force as one JSON text, under the names that the file has for the
 * keys. Passwords, the checkpoint's DSN and session variables are not part of it.
 */
public final class ConfigJson {
  private ConfigJson() {}

  private interface TidbWithoutSecrets {
    @JsonIgnore
    String password();

    @JsonIgnore
    Object sessionVars();
  }

  private interface CheckpointWithoutSecrets {
    @JsonIgnore
    String dsn();
  }

  private interface WithoutWarnings {
    @JsonIgnore
    Object warnings();
  }

  private interface LightningKeys {
    @JsonProperty("max-size")
    int maxSizeMib();

    @JsonProperty("max-error")
    long maxTypeErrors();
  }

  private interface ImporterKeys {
    @JsonProperty("store-write-bwlimit")
    long storeWriteBwLimit();
  }

  private interface ConflictKeys {
    @JsonProperty("precheck-conflict-before-import")
    boolean precheckBeforeImport();
  }

  private interface PostRestoreKeys {
    @JsonProperty("level-1-compact")
    boolean level1Compact();
  }

  private interface CsvKeys {
    @JsonProperty("null")
    Object nullTexts();
  }

  private interface SourceOf {
    @JsonIgnore
    String dataSourceDir();
  }

  /** Durations as files write them. */
  private static final class DurationText extends ToStringSerializerBase {
    private static final long serialVersionUID = 1L;

    DurationText() {
      super(Duration.class);
    }

    @Override
    public String valueToString(Object value) {
      return GoDuration.format((Duration) value);
    }
  }

  /**
   * Writes a configuration.
   *
   * @param source the address of the source, without secrets
   */
  public static String of(Config config, String source) {
    ObjectMapper mapper = new ObjectMapper();
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    mapper.addMixIn(Config.class, WithoutWarnings.class);
    mapper.addMixIn(Config.Tidb.class, TidbWithoutSecrets.class);
    mapper.addMixIn(Config.Checkpoint.class, CheckpointWithoutSecrets.class);
    mapper.addMixIn(Config.Lightning.class, LightningKeys.class);
    mapper.addMixIn(Config.TikvImporter.class, ImporterKeys.class);
    mapper.addMixIn(Config.Conflict.class, ConflictKeys.class);
    mapper.addMixIn(Config.PostRestore.class, PostRestoreKeys.class);
    mapper.addMixIn(Config.Csv.class, CsvKeys.class);
    mapper.addMixIn(Config.Mydumper.class, SourceOf.class);
    SimpleModule texts = new SimpleModule();
    texts.addSerializer(Duration.class, new DurationText());
    mapper.registerModule(texts);
    try {
      ObjectNode tree = mapper.valueToTree(config);
      tree.withObject("/mydumper").put("data-source-dir", source);
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
