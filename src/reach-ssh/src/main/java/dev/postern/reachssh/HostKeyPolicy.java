package dev.postern.reachssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides about the host key of one connection: the fleet's pins, else known_hosts; nothing skips
 * it. Keeps what it saw, for the words of a refusal.
 *
 * <p>JSch asks it by host and port as dialled; the answer is about all names of the host, decided
 * here.
 */
final class HostKeyPolicy implements HostKeyRepository {
    private final String host;
    private final String at;
    private final List<byte[]> pins;
    private final List<KnownHosts.Line> lines;
    private final String bracketed;
    private final List<String> files;
    private byte @Nullable [] offered;
    private Verdict verdict = Verdict.UNKNOWN;
    private KnownHosts.@Nullable Line blamed;

    private enum Verdict {
        TRUSTED,
        UNKNOWN,
        CHANGED,
        REVOKED
    }

    /**
     * @param host as people call it
     * @param at address and port as dialled, for people
     * @param bracketed the name to put into known_hosts
     * @param names all names under which known_hosts may have it, without ports
     */
    HostKeyPolicy(
            String host,
            String at,
            String bracketed,
            List<byte[]> pins,
            KnownHosts known,
            List<String> names,
            int port,
            List<String> files) {
        this.host = host;
        this.at = at;
        this.bracketed = bracketed;
        this.pins = List.copyOf(pins);
        this.files = List.copyOf(files);
        List<KnownHosts.Line> about = new ArrayList<>();
        List<KnownHosts.Line> portless = new ArrayList<>();
        for (String name : names) {
            if (port == 22) {
                about.addAll(known.about(name));
            } else {
                about.addAll(known.about("[" + name + "]:" + port));
                portless.addAll(known.about(name));
            }
        }
        // As OpenSSH does: a line without a port serves where none is for this port.
        this.lines = List.copyOf(about.isEmpty() ? portless : withRevoked(about, portless));
    }

    private static List<KnownHosts.Line> withRevoked(
            List<KnownHosts.Line> about, List<KnownHosts.Line> portless) {
        List<KnownHosts.Line> all = new ArrayList<>(about);
        portless.stream().filter(l -> l.marker() == KnownHosts.Marker.REVOKED).forEach(all::add);
        return all;
    }

    @Override
    public int check(String asDialled, byte[] key) {
        offered = key.clone();
        for (KnownHosts.Line line : lines) {
            if (line.marker() == KnownHosts.Marker.REVOKED && Arrays.equals(line.key(), key)) {
                blamed = line;
                return verdict(Verdict.REVOKED);
            }
        }
        if (!pins.isEmpty()) {
            boolean pinned = pins.stream().anyMatch(p -> Arrays.equals(p, key));
            return verdict(pinned ? Verdict.TRUSTED : Verdict.CHANGED);
        }
        List<KnownHosts.Line> plain =
                lines.stream().filter(l -> l.marker() == KnownHosts.Marker.NONE).toList();
        if (plain.stream().anyMatch(l -> Arrays.equals(l.key(), key))) {
            return verdict(Verdict.TRUSTED);
        }
        if (plain.isEmpty()) {
            return verdict(Verdict.UNKNOWN);
        }
        blamed =
                plain.stream()
                        .filter(l -> PublicKeys.type(l.key()).equals(PublicKeys.type(key)))
                        .findFirst()
                        .orElse(plain.getFirst());
        return verdict(Verdict.CHANGED);
    }

    private int verdict(Verdict v) {
        verdict = v;
        return switch (v) {
            case TRUSTED -> OK;
            case UNKNOWN -> NOT_INCLUDED;
            case CHANGED, REVOKED -> CHANGED;
        };
    }

    /** The refusal in four parts; {@code detail} is JSch's own, for what it decides alone. */
    Failure refusal(String detail) {
        byte[] key = offered;
        if (key == null) {
            return untrusted(
                    "its host certificate is not accepted",
                    Neutral.line(detail, 300),
                    "ask who signs your host certificates");
        }
        String shown = Neutral.line(PublicKeys.type(key), 60) + " " + PublicKeys.fingerprint(key);
        String compare =
                "on the host's own console, compare: ssh-keygen -lf /etc/ssh/ssh_host_"
                        + shortType(key)
                        + "_key.pub";
        KnownHosts.Line line = blamed;
        if (verdict == Verdict.REVOKED && line != null) {
            return untrusted(
                    "its host key is revoked",
                    at + " offers " + shown + ", which " + line.where() + " marks @revoked",
                    "do not connect; ask who revoked it why, and give the host a new key");
        }
        if (verdict == Verdict.CHANGED && !pins.isEmpty()) {
            return untrusted(
                    "its host key is not the pinned one",
                    at
                            + " offers "
                            + shown
                            + "; fleet.yaml pins "
                            + PublicKeys.type(pins.getFirst())
                            + " "
                            + PublicKeys.fingerprint(pins.getFirst())
                            + ": the host was rebuilt, or someone is in between",
                    compare + "; if equal, put it into host-keys of this host");
        }
        if (verdict == Verdict.CHANGED && line != null) {
            return untrusted(
                    "its host key has changed",
                    at
                            + " offers "
                            + shown
                            + "; "
                            + line.where()
                            + " knows "
                            + PublicKeys.type(line.key())
                            + " "
                            + PublicKeys.fingerprint(line.key())
                            + ": the host was rebuilt, or someone is in between",
                    compare + "; if equal, replace that line");
        }
        return untrusted(
                "its host key is unknown",
                at
                        + " offers "
                        + shown
                        + "; no line for "
                        + bracketed
                        + " in "
                        + (files.isEmpty() ? "any known_hosts file" : String.join(", ", files)),
                compare + "; if equal, add \"" + addition(key) + "\"");
    }

    /** A key of RSA would fill the screen; then only its beginning is said. */
    private String addition(byte[] key) {
        String line = PublicKeys.line(key);
        return line.length() > 160
                ? bracketed + " " + line.substring(0, 40) + "…"
                : bracketed + " " + line;
    }

    private Failure untrusted(String what, String why, String next) {
        return new Failure(
                Failure.Kind.UNTRUSTED,
                host + ": " + what,
                why,
                "nothing was sent to the host, and no credential shown to it",
                next);
    }

    private static String shortType(byte[] key) {
        String type = PublicKeys.type(key);
        return type.startsWith("ecdsa") ? "ecdsa" : type.equals("ssh-rsa") ? "rsa" : "ed25519";
    }

    @Override
    public HostKey[] getHostKey() {
        return keys("*");
    }

    @Override
    public HostKey[] getHostKey(@Nullable String asDialled, @Nullable String type) {
        HostKey[] all = keys(asDialled == null ? "*" : asDialled);
        return type == null
                ? all
                : Arrays.stream(all).filter(k -> k.getType().equals(type)).toArray(HostKey[]::new);
    }

    /** What is known of this host, as JSch wants it: it prefers algorithms of known keys. */
    private HostKey[] keys(String name) {
        List<HostKey> out = new ArrayList<>();
        try {
            for (byte[] pin : pins) {
                out.add(new HostKey("", name, HostKey.GUESS, pin, ""));
            }
            for (KnownHosts.Line line : lines) {
                String marker =
                        switch (line.marker()) {
                            case NONE -> "";
                            case CERT_AUTHORITY -> "@cert-authority";
                            case REVOKED -> "@revoked";
                        };
                if (pins.isEmpty() || line.marker() == KnownHosts.Marker.REVOKED) {
                    out.add(new HostKey(marker, name, HostKey.GUESS, line.key(), ""));
                }
            }
        } catch (JSchException e) {
            throw new IllegalStateException("every line was checked when it was read", e);
        }
        return out.toArray(HostKey[]::new);
    }

    @Override
    public void add(HostKey key, @Nullable UserInfo info) {
        // Nothing is ever trusted by connecting.
    }

    @Override
    public void remove(String asDialled, String type) {
        // Only people change known_hosts.
    }

    @Override
    public void remove(String asDialled, String type, byte[] key) {
        // Only people change known_hosts.
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return String.join(", ", files);
    }
}
