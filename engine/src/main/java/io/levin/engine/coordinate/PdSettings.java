package io.levin.engine.coordinate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the first task paused at PD and how it was before: the content of {@code pd_cfgs}, which all
 * generations read and write in this form.
 *
 * @param paused as it is meant to be while anybody imports
 * @param restore as it was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PdSettings(Part paused, Part restore) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Null parts become empty ones. */
  public PdSettings {
    paused = paused == null ? new Part(null, null) : paused;
    restore = restore == null ? new Part(null, null) : restore;
  }

  /**
   * Schedulers and settings.
   *
   * @param schedulers by name
   * @param config values by key
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Part(
      @JsonProperty("schedulers") List<String> schedulers,
      @JsonProperty("schedule_cfg") Map<String, Object> config) {
    /** Null becomes empty; keys are sorted. */
    public Part {
      schedulers = schedulers == null ? List.of() : List.copyOf(schedulers);
      config = config == null ? Map.of() : new TreeMap<>(config);
    }
  }

  /**
   * Reads the text of a row.
   *
   * @throws ImportException when it is no such text
   */
  static PdSettings parse(String json) {
    try {
      return JSON.readValue(json, PdSettings.class);
    } catch (JsonProcessingException e) {
      throw new ImportException(
          ErrorCode.META_MANAGER_UNKNOWN,
          "cannot read pd_cfgs of the task table: " + e.getOriginalMessage() + ": " + json,
          "finish or remove the import that wrote it (levin meta status)",
          e);
    }
  }

  /** The text for a row. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
