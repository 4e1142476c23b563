package dev.kindred.datastore.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads the wire format of Protocol Buffers, field by field. Whatever is wrong with the bytes is an {@link InvalidKeyException}: only keys are read. */
class ProtocolReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    private final ByteBuffer in;

    ProtocolReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = take();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidKeyException("a number is longer than 10 bytes");
    }

    byte[] bytes() {
        long length = varint();
        if (length < 0 || length > in.remaining()) {
            throw new InvalidKeyException("it ends too early");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    String string() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidKeyException("a string in it is not UTF-8");
        }
    }

    /** Reads over the value of a field. */
    void skip(long tag) {
        if (tag >>> 3 == 0) {
            throw new InvalidKeyException("it has a field with number 0");
        }
        switch ((int) (tag & 7)) {
            case VARINT -> varint();
            case FIXED64 -> fixed(8);
            case LENGTH -> bytes();
            case FIXED32 -> fixed(4);
            case START_GROUP -> skipGroup(tag >>> 3);
            default -> throw new InvalidKeyException("it is not a protocol message");
        }
    }

    private byte take() {
        if (!in.hasRemaining()) {
            throw new InvalidKeyException("it ends too early");
        }
        return in.get();
    }

    private void skipGroup(long field) {
        for (long tag = varint(); tag != (field << 3 | END_GROUP); tag = varint()) {
            skip(tag);
        }
    }

    private void fixed(int bytes) {
        for (int i = 0; i < bytes; i++) {
            take();
        }
    }
}
