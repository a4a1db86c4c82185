package io.levin.engine.load;

import io.levin.kv.AutoIds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a chunk's reading stands, in the sorted-kv directory's manifest.
 *
 * @param position offset behind the last row whose pairs are stored
 * @param rowId that row's id
 * @param columns the names that were in force there, or null
 * @param ids the largest ids used so far
 * @param atEnd whether no row is left
 */
record ChunkPosition(long position, long rowId, List<String> columns, AutoIds ids, boolean atEnd) {
  private static final int VERSION = 2;

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(position);
      out.writeLong(rowId);
      out.writeLong(ids.rowId());
      out.writeLong(ids.autoIncrement());
      out.writeLong(ids.autoRandom());
      out.writeBoolean(atEnd);
      out.writeInt(columns == null ? -1 : columns.size());
      if (columns != null) {
        for (String column : columns) {
          out.writeUTF(column);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ChunkPosition decode(byte[] payload) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("a chunk's position has the unknown version " + version);
      }
      long position = in.readLong();
      long rowId = in.readLong();
      AutoIds ids = new AutoIds(in.readLong(), in.readLong(), in.readLong());
      boolean atEnd = in.readBoolean();
      int count = in.readInt();
      List<String> columns = null;
      if (count >= 0) {
        columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          columns.add(in.readUTF());
        }
      }
      return new ChunkPosition(position, rowId, columns, ids, atEnd);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
