package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** {@code sha256sum -- FILE…}. */
final class Sha256sum extends Simple {
    Sha256sum() {
        super("sha256sum");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "b");
        if (options.operands().isEmpty()) {
            throw Usage.notSimulated(name(), "sha256sum -- FILE…");
        }
        for (String path : options.operands()) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256").digest(Reading.whole(call, path));
                written.out(HexFormat.of().formatHex(digest) + "  " + path + "\n");
            } catch (Errno.Failed e) {
                written.fault(Usage.failed("sha256sum: " + path, e));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
