package dev.postern.reachssh;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code ~/.ssh/config} where no {@code ssh} is installed to ask: {@code Host} blocks, first
 * value wins. What it cannot honour it refuses by name and line, never ignores.
 */
final class ConfigFile {
    private static final Pattern LINE = Pattern.compile("(\\S+?)(?:\\s*=\\s*|\\s+)(.*)");
    private static final Set<String> MANY = Set.of("identityfile", "certificatefile");
    private static final Set<String> HONOURED =
            Set.of(
                    "hostname",
                    "user",
                    "port",
                    "identityfile",
                    "certificatefile",
                    "identitiesonly",
                    "identityagent",
                    "proxyjump",
                    "userknownhostsfile",
                    "globalknownhostsfile",
                    "hostkeyalias",
                    "serveraliveinterval");
    private static final Set<String> REFUSED =
            Set.of(
                    "match",
                    "include",
                    "proxycommand",
                    "pkcs11provider",
                    "securitykeyprovider",
                    "knownhostscommand",
                    "revokedhostkeys");

    private ConfigFile() {}

    static Outcome<HostConfig> read(Path file, Path home, String alias) {
        if (!Files.exists(file)) {
            return Outcome.ok(HostConfig.empty(home));
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        boolean applies = true;
        int number = 0;
        try {
            for (String raw : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                Matcher line = LINE.matcher(raw.strip());
                if (raw.strip().startsWith("#") || !line.matches()) {
                    continue;
                }
                String keyword = line.group(1).toLowerCase(Locale.ROOT);
                String value = line.group(2).strip();
                if (keyword.equals("host")) {
                    applies = matches(value, alias);
                } else if (REFUSED.contains(keyword)
                        && (keyword.equals("match") || keyword.equals("include") || applies)
                        && !value.equalsIgnoreCase("none")) {
                    return Outcome.failed(refusal(file, number, line.group(1)));
                } else if (applies && HONOURED.contains(keyword)) {
                    List<String> have = values.computeIfAbsent(keyword, k -> new ArrayList<>());
                    if (have.isEmpty() || MANY.contains(keyword)) {
                        have.add(value);
                    }
                }
            }
        } catch (IOException e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            file + " cannot be read",
                            "",
                            "check its permissions: ls -l " + file));
        }
        values.computeIfAbsent(
                "identityfile",
                k -> List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ed25519"));
        return Outcome.ok(new HostConfig(values, home));
    }

    private static boolean matches(String patterns, String alias) {
        boolean found = false;
        for (String pattern : Arrays.asList(patterns.split("[ \t]+"))) {
            boolean not = pattern.startsWith("!");
            if (KnownHosts.wildcard(not ? pattern.substring(1) : pattern)
                    .matcher(alias)
                    .matches()) {
                if (not) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static Failure refusal(Path file, int line, String keyword) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                file + ":" + line + ": " + keyword + " cannot be honoured here",
                "no ssh is installed that could say what it means",
                "install the OpenSSH client, or say user, credentials and host-keys in fleet.yaml");
    }
}
