package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;
import dev.postern.core.text.Neutral;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an allowed_signers file, as ssh-keygen(1) describes it.
 *
 * @param principals who it is: one person's names
 * @param namespaces what the key may sign for; everything where it is empty
 */
record SignerLine(
        int number,
        List<String> principals,
        SshKey key,
        Optional<String> namespaces,
        Optional<Instant> validAfter,
        Optional<Instant> validBefore) {
    private static final Pattern FIRST = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern OPTION = Pattern.compile("[A-Za-z-]+");
    private static final Pattern TIME = Pattern.compile("(\\d{8})(\\d{4})?(\\d{2})?(Z?)");
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9@.-]+)[ \t]+([A-Za-z0-9+/=]+)");

    static SignerLine parse(int number, String line) throws Malformed {
        Matcher first = FIRST.matcher(line);
        if (!first.lookingAt()) {
            throw new Malformed("it names nobody");
        }
        List<String> principals =
                principals(first.group(1) == null ? first.group(2) : first.group(1));
        String rest = line.substring(first.end()).strip();
        Options options = new Options();
        if (!startsWithKey(rest)) {
            rest = options.read(rest);
        }
        Matcher key = KEY.matcher(rest);
        if (!key.lookingAt()) {
            throw new Malformed("it has no key where one should be");
        }
        return new SignerLine(
                number,
                principals,
                key(key.group(1), key.group(2)),
                options.namespaces,
                options.after,
                options.before);
    }

    /** A pattern says who may be meant; an approval must say who it is from. */
    private static List<String> principals(String word) throws Malformed {
        List<String> names = Arrays.stream(word.split(",", -1)).filter(n -> !n.isEmpty()).toList();
        if (names.isEmpty()) {
            throw new Malformed("it names nobody");
        }
        for (String name : names) {
            if (name.matches(".*[*?].*") || name.startsWith("!")) {
                throw new Malformed(
                        "\""
                                + Neutral.line(name, 60)
                                + "\" is a pattern; an approval needs a person's own name there");
            }
        }
        return names;
    }

    private static boolean startsWithKey(String rest) {
        return rest.matches("(?s)(ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+[ \t].*");
    }

    private static SshKey key(String type, String base64) throws Malformed {
        try {
            SshKey key = SshKey.parse(Base64.getDecoder().decode(base64));
            if (!key.type().equals(type)) {
                throw new Malformed("its key is of another type than it says");
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new Malformed("its key is not base64");
        }
    }

    /** What stands between the names and the key. */
    private static final class Options {
        private final Set<String> seen = new TreeSet<>();
        private Optional<String> namespaces = Optional.empty();
        private Optional<Instant> after = Optional.empty();
        private Optional<Instant> before = Optional.empty();

        /** What comes after them. */
        String read(String text) throws Malformed {
            Matcher name = OPTION.matcher(text);
            int at = 0;
            while (name.find(at) && name.start() == at) {
                at = name.end();
                Optional<String> value = Optional.empty();
                if (text.startsWith("=\"", at)) {
                    int end = closing(text, at + 2);
                    value = Optional.of(text.substring(at + 2, end).replace("\\\"", "\""));
                    at = end + 1;
                }
                take(name.group().toLowerCase(Locale.ROOT), value);
                if (!text.startsWith(",", at)) {
                    break;
                }
                at++;
            }
            return text.substring(at).strip();
        }

        /** Where the quoted text that begins here ends; a quote may stand in it behind a "\". */
        private static int closing(String text, int from) throws Malformed {
            for (int i = from; i < text.length(); i++) {
                if (text.charAt(i) == '"') {
                    return i;
                }
                if (text.charAt(i) == '\\') {
                    i++;
                }
            }
            throw new Malformed("it has a double quote that is not closed");
        }

        private void take(String name, Optional<String> value) throws Malformed {
            if (!seen.add(name)) {
                throw new Malformed("it has " + name + " twice");
            }
            switch (name) {
                case "cert-authority" ->
                        throw new Malformed(
                                "it is a certificate authority, which Postern does not take for"
                                        + " approvals: list each person's own key");
                case "namespaces" -> namespaces = Optional.of(given(name, value));
                case "valid-after" -> after = Optional.of(time(name, given(name, value)));
                case "valid-before" -> before = Optional.of(time(name, given(name, value)));
                default ->
                        throw new Malformed(
                                "\""
                                        + Neutral.line(name, 60)
                                        + "\" is no option; there is namespaces, valid-after,"
                                        + " valid-before");
            }
        }

        private static String given(String name, Optional<String> value) throws Malformed {
            if (value.orElse("").isEmpty()) {
                throw new Malformed(name + " has no value in double quotes");
            }
            return value.get();
        }

        /** Without a Z it is this machine's own time, as ssh-keygen takes it. */
        private static Instant time(String name, String value) throws Malformed {
            Matcher m = TIME.matcher(value);
            if (m.matches() && (m.group(2) != null || m.group(3) == null)) {
                String digits =
                        (m.group(1)
                                        + (m.group(2) == null ? "" : m.group(2))
                                        + (m.group(3) == null ? "" : m.group(3))
                                        + "000000")
                                .substring(0, 14);
                try {
                    return LocalDateTime.parse(
                                    digits, DateTimeFormatter.ofPattern("uuuuMMddHHmmss"))
                            .atZone(m.group(4).isEmpty() ? ZoneId.systemDefault() : ZoneOffset.UTC)
                            .toInstant();
                } catch (DateTimeException e) {
                    // A 13th month.
                }
            }
            throw new Malformed(
                    name + " is \"" + Neutral.line(value, 40) + "\", not YYYYMMDD[HHMM[SS]][Z]");
        }
    }

    /** Why its key does not count for this; empty where it does. */
    Optional<String> objection(String namespace, Instant now) {
        if (namespaces.isPresent() && !matches(namespaces.get(), namespace)) {
            return Optional.of(
                    "its key may sign for \"" + namespaces.get() + "\" only (line " + number + ")");
        }
        if (validAfter.isPresent() && now.isBefore(validAfter.get())) {
            return Optional.of(
                    "its key is not valid before " + validAfter.get() + " (line " + number + ")");
        }
        if (validBefore.isPresent() && now.isAfter(validBefore.get())) {
            return Optional.of(
                    "its key was valid until " + validBefore.get() + " (line " + number + ")");
        }
        return Optional.empty();
    }

    /** OpenSSH's pattern lists: {@code *}, {@code ?}, and {@code !} that excludes. */
    private static boolean matches(String patterns, String namespace) {
        boolean found = false;
        for (String pattern : patterns.split(",", -1)) {
            boolean not = pattern.startsWith("!");
            String glob = not ? pattern.substring(1) : pattern;
            if (Glob.matches(glob, namespace)) {
                if (not) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** The name that journals and messages use. */
    String name() {
        return principals.getFirst();
    }
}
