package io.levin.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A parsed row: fields as slices of byte arrays, each with the kind of literal that it was in the
 * file. One instance is filled again and again by a parser, so nothing in it outlives the next row.
 *
 * <p>Slices may lie in the parser's block or in the row's own scratch space (text whose escapes had
 * to be resolved). The bytes of a text field are as in the file after unescaping, UTF-8 unless the
 * source says otherwise. Not thread-safe.
 */
public final class Row {
  /** SQL NULL. */
  public static final byte NULL = 0;

  /** Text: a quoted SQL string, an unquoted SQL token that is no integer, or any CSV field. */
  public static final byte TEXT = 1;

  /** A signed 64-bit integer, in {@link #number}: SQL {@code -5}, {@code TRUE}, {@code FALSE}. */
  public static final byte SIGNED = 2;

  /** An unsigned 64-bit integer, its bits in {@link #number}: SQL {@code 5}. */
  public static final byte UNSIGNED = 3;

  /** A binary literal, its bytes as the slice: SQL {@code x'0a'}, {@code 0x0a}, {@code b'1'}. */
  public static final byte BINARY = 4;

  /** A double, its raw bits in {@link #number}: Parquet only. */
  public static final byte DOUBLE = 5;

  /** For {@link #setPosition}: the length of the row is that of its fields together. */
  public static final int SUM_OF_LENGTHS = -1;

  private int size;
  private byte[] kinds = new byte[16];
  private byte[][] arrays = new byte[16][];
  private int[] ownOffsets = new int[16];
  private int[] ownLengths = new int[16];
  private long[] numbers = new long[16];

  /** The row's own arrays, or a part of a parser's from {@link #window} on: see takeSlices. */
  private int[] offsets = ownOffsets;

  private int[] lengths = ownLengths;
  private int window;

  /** Fields before this are text in this array, whatever the row's size is: see endSlices. */
  private int uniform;

  private byte[] uniformArray;

  private byte[] scratch = new byte[256];
  private int scratchUsed;

  private long rowId;
  private long startOffset;
  private long endOffset;
  private int length;

  /** Empties the row for the next one; slices in the scratch space become invalid. */
  public void clear() {
    size = 0;
    scratchUsed = 0;
    length = 0;
    if (offsets != ownOffsets) {
      ownSlices();
    }
  }

  /** How many fields the row has. */
  public int size() {
    return size;
  }

  /** The literal kind of a field, one of the constants of this class. */
  public byte kind(int field) {
    return kinds[field];
  }

  /** The array that a {@link #TEXT} or {@link #BINARY} field lies in. */
  public byte[] array(int field) {
    return arrays[field];
  }

  /** Where the field starts in {@link #array}. */
  public int offset(int field) {
    return offsets[window + field];
  }

  /** How many bytes the field has. */
  public int length(int field) {
    return lengths[window + field];
  }

  /** The value of a {@link #SIGNED}, {@link #UNSIGNED} or {@link #DOUBLE} field. */
  public long number(int field) {
    return numbers[field];
  }

  /** Adds a NULL. */
  public void addNull() {
    makeRoom();
    kinds[size] = NULL;
    uniform = Math.min(uniform, size);
    lengths[size] = 0;
    size++;
  }

  /** Adds a slice as {@link #TEXT} or {@link #BINARY}. */
  public void addSlice(byte kind, byte[] array, int offset, int length) {
    makeRoom();
    kinds[size] = kind;
    // Mostly the array of the row before: a store of a reference costs more than the look.
    if (arrays[size] != array) {
      arrays[size] = array;
    }
    uniform = Math.min(uniform, size);
    offsets[size] = offset;
    lengths[size] = length;
    size++;
  }

  /**
   * For parsers that find many slices of one array at a time: the offsets of all fields, to be
   * written from {@link #size()} on and made fields by {@link #endSlices}. The array is replaced
   * when the row grows, see {@link #ensureCapacity}.
   */
  public int[] offsets() {
    copySlices();
    return offsets;
  }

  /** The lengths that belong to {@link #offsets()}. */
  public int[] lengths() {
    copySlices();
    return lengths;
  }

  /** Makes room for so many fields in all; offsets and lengths written so far are kept. */
  public void ensureCapacity(int fields) {
    while (kinds.length < fields) {
      grow();
    }
  }

  /**
   * Makes fields of the slices of one array whose offsets and lengths were written.
   *
   * @param newSize how many fields the row has then
   */
  public void endSlices(byte kind, byte[] array, int newSize) {
    if (array != uniformArray || kind != TEXT || newSize > uniform) {
      for (int i = size; i < newSize; i++) {
        kinds[i] = kind;
        arrays[i] = array;
      }
      if (size == 0 && kind == TEXT) {
        uniformArray = array;
        uniform = newSize;
      } else {
        uniform = Math.min(uniform, size);
      }
    }
    size = newSize;
  }

  /**
   * Makes a whole row of slices of one array that a parser has listed, without copying the list: it
   * must stay as it is as long as the row is used. Only for a row without fields.
   *
   * @param listedOffsets where each slice starts
   * @param listedLengths how long each slice is
   * @param from the first slice's entry in both
   */
  public void takeSlices(
      byte kind, byte[] array, int[] listedOffsets, int[] listedLengths, int from, int newSize) {
    ensureCapacity(newSize);
    offsets = listedOffsets;
    lengths = listedLengths;
    window = from;
    endSlices(kind, array, newSize);
  }

  /** Adds a number as {@link #SIGNED}, {@link #UNSIGNED} or {@link #DOUBLE}. */
  public void addNumber(byte kind, long bits) {
    makeRoom();
    kinds[size] = kind;
    uniform = Math.min(uniform, size);
    lengths[size] = 0;
    numbers[size] = bits;
    size++;
  }

  /** Drops fields from the end, so that {@code newSize} remain. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  /**
   * Makes room in the scratch space and returns it; write from {@link #scratchPosition()} on, then
   * call {@link #addScratch}. Earlier scratch slices stay valid: they keep the array they were
   * written to.
   */
  public byte[] scratch(int capacity) {
    if (scratch.length - scratchUsed < capacity) {
      // Fields that were added keep a reference to the old array, so nothing needs to be copied.
      scratch = new byte[Math.max(capacity, scratch.length * 2)];
      scratchUsed = 0;
    }
    return scratch;
  }

  /** Where to write next in the scratch space. */
  public int scratchPosition() {
    return scratchUsed;
  }

  /** Adds the next {@code bytes} of the scratch space as a field. */
  public void addScratch(byte kind, int bytes) {
    addSlice(kind, scratch, scratchUsed, bytes);
    scratchUsed += bytes;
  }

  /** The row id that the chunk gives this row. */
  public long rowId() {
    return rowId;
  }

  /** Offset in the uncompressed file where the row starts. */
  public long startOffset() {
    return startOffset;
  }

  /** Offset in the uncompressed file just behind the row: where a resumed parser starts. */
  public long endOffset() {
    return endOffset;
  }

  /** Bytes of the row as progress counts them. */
  public int rowLength() {
    if (length != SUM_OF_LENGTHS) {
      return length;
    }
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += length(i);
    }
    return sum;
  }

  /** Sets what a parser knows of the row as a whole. */
  public void setPosition(long id, long start, long end, int rowLength) {
    rowId = id;
    startOffset = start;
    endOffset = end;
    length = rowLength;
  }

  /** A field as text, for messages and tests; allocates. */
  public String text(int field) {
    return switch (kinds[field]) {
      case NULL -> "NULL";
      case SIGNED -> Long.toString(numbers[field]);
      case UNSIGNED -> Long.toUnsignedString(numbers[field]);
      case DOUBLE -> Double.toString(Double.longBitsToDouble(numbers[field]));
      default -> new String(arrays[field], offset(field), length(field), StandardCharsets.UTF_8);
    };
  }

  /** The row as a SQL {@code VALUES} list, for people who have to find it; allocates. */
  public String asValues() {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < size; i++) {
      out.append(i == 0 ? "" : ",");
      switch (kinds[i]) {
        case TEXT ->
            out.append('\'').append(text(i).replace("\\", "\\\\").replace("'", "''")).append('\'');
        case BINARY ->
            out.append("x'")
                .append(Bytes.hex(Arrays.copyOfRange(arrays[i], offset(i), offset(i) + length(i))))
                .append('\'');
        default -> out.append(text(i));
      }
    }
    return out.append(')').toString();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < size; i++) {
      out.append(i == 0 ? "" : ", ").append(text(i));
    }
    return out.append(')').toString();
  }

  /** Before a field is added: the row has arrays of its own, with room for it. */
  private void makeRoom() {
    copySlices();
    if (size == kinds.length) {
      grow();
    }
  }

  private void copySlices() {
    if (offsets != ownOffsets) {
      System.arraycopy(offsets, window, ownOffsets, 0, size);
      System.arraycopy(lengths, window, ownLengths, 0, size);
      ownSlices();
    }
  }

  private void ownSlices() {
    offsets = ownOffsets;
    lengths = ownLengths;
    window = 0;
  }

  private void grow() {
    int capacity = kinds.length * 2;
    kinds = Arrays.copyOf(kinds, capacity);
    arrays = Arrays.copyOf(arrays, capacity);
    boolean own = offsets == ownOffsets;
    ownOffsets = Arrays.copyOf(ownOffsets, capacity);
    ownLengths = Arrays.copyOf(ownLengths, capacity);
    numbers = Arrays.copyOf(numbers, capacity);
    if (own) {
      ownSlices();
    }
  }
}
