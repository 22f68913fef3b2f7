package dev.postern.reachssh;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets that the fleet refers to, each read once and kept until close. */
final class Secrets implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 16;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Time time;
    private final Map<CredentialRef, Secret> kept = new HashMap<>();

    Secrets(Time time) {
        this.time = time;
    }

    /** The bytes behind a reference to a file or a descriptor of this machine. */
    Outcome<Secret> of(CredentialRef ref) {
        synchronized (kept) {
            Secret seen = kept.get(ref);
            if (seen != null) {
                return Outcome.ok(seen);
            }
        }
        Path path =
                switch (ref) {
                    case CredentialRef.InFile f -> f.path();
                    case CredentialRef.InDescriptor d -> Path.of("/dev/fd/" + d.number());
                    case CredentialRef.InAgent a -> null;
                    case CredentialRef.OnHost h -> null;
                };
        if (path == null) {
            return Outcome.failed(
                    unreadable(
                            ref, "a secret for ssh is in a file or a descriptor of this machine"));
        }
        byte[] bytes;
        try {
            // A descriptor may be a pipe that nobody writes to.
            Optional<byte[]> read = Aside.within(time, WITHIN, () -> read(path));
            if (read.isEmpty()) {
                return Outcome.failed(unreadable(ref, "nothing came within 10 s"));
            }
            bytes = read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Faults.stopped("reading " + ref));
        } catch (Exception e) {
            return Outcome.failed(unreadable(ref, e.getClass().getSimpleName()));
        }
        if (bytes.length > MOST_BYTES) {
            return Outcome.failed(unreadable(ref, "it is larger than a key can be"));
        }
        Secret secret = Secret.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        synchronized (kept) {
            kept.put(ref, secret);
        }
        return Outcome.ok(secret);
    }

    private static byte[] read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static Failure unreadable(CredentialRef ref, String why) {
        return Failure.unchanged(
                Failure.Kind.REFUSED_IDENTITY,
                "the credential in " + ref + " cannot be read",
                why,
                "check it, or name another in fleet.yaml");
    }

    @Override
    public void close() {
        synchronized (kept) {
            kept.values().forEach(Secret::close);
            kept.clear();
        }
    }
}
