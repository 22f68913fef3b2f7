package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;
import dev.postern.core.text.IoWords;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who may approve: a file as {@code ssh-keygen -Y verify} reads it. */
public final class AllowedSigners {
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_LINE = 16 << 10;

    private final List<SignerLine> lines;
    private final List<String> leftOut;
    private final List<Set<String>> people = new ArrayList<>();

    private AllowedSigners(List<SignerLine> lines, List<String> leftOut) {
        this.lines = List.copyOf(lines);
        this.leftOut = List.copyOf(leftOut);
        lines.forEach(this::person);
    }

    /** Reads the file; failed where there is none, or where it is no such file at all. */
    public static Outcome<AllowedSigners> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return unreadable(
                        file, Files.exists(file) ? "it is no file" : "there is no such file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                return bytes.length > MOST_BYTES
                        ? unreadable(file, "it is larger than 1 MiB")
                        : Outcome.ok(parse(new String(bytes, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            return unreadable(file, IoWords.of(e));
        }
    }

    private static Outcome<AllowedSigners> unreadable(Path file, String why) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.REFUSED,
                        "nobody can approve: " + file + " cannot be read",
                        why,
                        "approvals: allowed-signers in fleet.yaml names it"));
    }

    /** A line that does not fit is left out, and the others count: a slip must not shut all out. */
    public static AllowedSigners parse(String text) {
        List<SignerLine> lines = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                if (line.length() > LONGEST_LINE) {
                    throw new Malformed("it is too long");
                }
                lines.add(SignerLine.parse(number, line));
            } catch (Malformed e) {
                leftOut.add("line " + number + " is left out: " + e.why());
            }
        }
        return new AllowedSigners(lines, leftOut);
    }

    /** Lines that do not count, each with the reason. */
    public List<String> leftOut() {
        return leftOut;
    }

    /** Which person's a line is: lines that share a name, also by way of others, are one's. */
    int person(SignerLine line) {
        List<Set<String>> same =
                people.stream()
                        .filter(p -> line.principals().stream().anyMatch(p::contains))
                        .toList();
        if (same.size() == 1 && same.getFirst().containsAll(line.principals())) {
            return people.indexOf(same.getFirst());
        }
        Set<String> one = new LinkedHashSet<>(line.principals());
        same.forEach(one::addAll);
        people.removeAll(same);
        people.add(one);
        return people.size() - 1;
    }

    List<SignerLine> lines() {
        return lines;
    }

    /** Everyone whose key counts at this moment, by name, each once. */
    public List<String> names(java.time.Instant now) {
        return lines.stream()
                .filter(l -> l.objection(ApprovalText.NAMESPACE, now).isEmpty())
                .map(l -> Neutral.line(l.name(), 80))
                .distinct()
                .toList();
    }
}
