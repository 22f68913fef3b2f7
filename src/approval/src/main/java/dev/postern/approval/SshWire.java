package dev.postern.approval;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** SSH's data types (RFC 4251, section 5), of bytes that anybody may have made. */
final class SshWire {
    private final ByteBuffer in;

    /** The bytes are not what they should be; the message says what is wrong with them. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super(why);
        }

        /** The reason, which is always there. */
        String why() {
            return String.valueOf(getMessage());
        }
    }

    SshWire(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    byte[] bytes(int count) throws Malformed {
        if (count < 0 || count > in.remaining()) {
            throw new Malformed("it ends too early");
        }
        byte[] out = new byte[count];
        in.get(out);
        return out;
    }

    int uint32() throws Malformed {
        return ByteBuffer.wrap(bytes(4)).getInt();
    }

    byte[] string() throws Malformed {
        return bytes(uint32());
    }

    /** Text of which every byte is one character: what is not ASCII stays visible as such. */
    String text() throws Malformed {
        return new String(string(), StandardCharsets.ISO_8859_1);
    }

    /** A number that must not be negative. */
    BigInteger number() throws Malformed {
        byte[] mpint = string();
        if (mpint.length > 0 && mpint[0] < 0) {
            throw new Malformed("it has a negative number");
        }
        return new BigInteger(1, mpint);
    }

    void end() throws Malformed {
        if (in.hasRemaining()) {
            throw new Malformed("it has " + in.remaining() + " bytes too many");
        }
    }

    /** Strings one after the other, each with its length before it. */
    static byte[] strings(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
