package io.levin.source.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.xerial.snappy.Snappy;

/** Writes Parquet files with parquet-java. */
public final class SampleParquet {
  private final MessageType schema;
  private UnaryOperator<ExampleParquetWriter.Builder> settings = builder -> builder;

  /**
   * @param fields as in a {@code message} of Parquet's schema language
   */
  public SampleParquet(String fields) {
    this.schema = MessageTypeParser.parseMessageType("message m { " + fields + " }");
  }

  /** With settings of the writer. */
  SampleParquet with(UnaryOperator<ExampleParquetWriter.Builder> more) {
    settings = more;
    return this;
  }

  /** Writes so many rows. */
  public void write(Path file, int rows, FilledBy fill) throws IOException {
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(schema)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer = settings.apply(builder).build()) {
      for (int i = 0; i < rows; i++) {
        Group group = groups.newGroup();
        fill.fill(i, group);
        writer.write(group);
      }
    }
  }

  /** Writes one row. */
  void write(Path file, Consumer<Group> fill) throws IOException {
    write(file, 1, (row, group) -> fill.accept(group));
  }

  /** Sets the values of a row; those not set are null. */
  @FunctionalInterface
  public interface FilledBy {
    /** Sets the values of a row, counted from 0. */
    void fill(int row, Group group);
  }

  /** The encoders that parquet-java takes from Hadoop. */
  private static final class Codecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
          return BytesInput.from(encoded(codec, bytes.toInputStream().readAllBytes()));
        }

        @Override
        public CompressionCodecName getCodecName() {
          return codec;
        }

        @Override
        public void release() {
          // Holds nothing.
        }
      };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      throw new IllegalStateException("only writes");
    }

    @Override
    public void release() {
      // Holds nothing.
    }

    private static byte[] encoded(CompressionCodecName codec, byte[] bytes) throws IOException {
      return switch (codec) {
        case UNCOMPRESSED -> bytes;
        case SNAPPY -> Snappy.compress(bytes);
        case GZIP -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
          }
          yield out.toByteArray();
        }
        case ZSTD -> Zstd.compress(bytes);
        case LZ4_RAW -> LZ4Factory.safeInstance().fastCompressor().compress(bytes);
        case LZ4 -> hadoopLz4(bytes);
        default -> throw new IOException("no encoder for " + codec);
      };
    }

    /** Two blocks, each with its sizes in front. */
    private static byte[] hadoopLz4(byte[] bytes) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(out);
      int half = bytes.length / 2;
      for (byte[] part :
          new byte[][] {
            Arrays.copyOf(bytes, half), Arrays.copyOfRange(bytes, half, bytes.length)
          }) {
        byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(part);
        data.writeInt(part.length);
        data.writeInt(block.length);
        data.write(block);
      }
      return out.toByteArray();
    }
  }
}
