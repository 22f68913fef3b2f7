package dev.postern.reachssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain, patterns, hashed, markers. */
record KnownHosts(List<Line> lines) {
    private static final long MOST_BYTES = 16L << 20;

    /** What a line says of its key. */
    enum Marker {
        NONE,
        CERT_AUTHORITY,
        REVOKED
    }

    /** One sound line. What it says is of {@code key}, for the hosts of {@code hosts}. */
    record Line(Path file, int number, Marker marker, String hosts, byte[] key) {
        /** {@code /home/ann/.ssh/known_hosts line 12}. */
        String where() {
            return file + " line " + number;
        }
    }

    /** All sound lines of the files that exist, in order; lines of another form are skipped. */
    static KnownHosts read(List<Path> files) {
        List<Line> lines = new ArrayList<>();
        for (Path file : files) {
            try {
                if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                    continue;
                }
                int number = 0;
                for (String text : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    int at = ++number;
                    parse(file, at, text).ifPresent(lines::add);
                }
            } catch (IOException e) {
                // As an absent one: then the key is unknown, which is refused.
            }
        }
        return new KnownHosts(List.copyOf(lines));
    }

    private static Optional<Line> parse(Path file, int number, String text) {
        String line = text.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            return Optional.empty();
        }
        String[] words = line.split("[ \t]+", -1);
        Marker marker =
                switch (words[0]) {
                    case "@cert-authority" -> Marker.CERT_AUTHORITY;
                    case "@revoked" -> Marker.REVOKED;
                    default -> Marker.NONE;
                };
        int at = marker == Marker.NONE ? 0 : 1;
        if (words.length < at + 3 || (marker == Marker.NONE && words[0].startsWith("@"))) {
            return Optional.empty();
        }
        return PublicKeys.decode(words[at + 1], words[at + 2])
                .map(key -> new Line(file, number, marker, words[at], key));
    }

    /** Lines for a host under this name, which may be {@code [name]:port}. */
    List<Line> about(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return lines.stream().filter(l -> matches(l.hosts(), wanted)).toList();
    }

    private static boolean matches(String hosts, String name) {
        if (hosts.startsWith("|1|")) {
            return matchesHash(hosts, name);
        }
        boolean found = false;
        for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean not = pattern.startsWith("!");
            if (wildcard(not ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (not) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** {@code *} and {@code ?} only; brackets stand for themselves. */
    static Pattern wildcard(String pattern) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> out.append(".*");
                case '?' -> out.append('.');
                default -> out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(out.toString());
    }

    private static boolean matchesHash(String hosts, String name) {
        String[] parts = hosts.split("\\|", -1);
        if (parts.length != 4) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            return MessageDigest.isEqual(
                    mac.doFinal(name.getBytes(StandardCharsets.ISO_8859_1)),
                    Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
