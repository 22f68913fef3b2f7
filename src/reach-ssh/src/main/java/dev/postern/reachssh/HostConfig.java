package dev.postern.reachssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user's OpenSSH configuration means for one host: keywords in lower case, each with its
 * values in order.
 */
record HostConfig(Map<String, List<String>> values, Path home) {
    static HostConfig empty(Path home) {
        return new HostConfig(Map.of(), home);
    }

    Optional<String> first(String keyword) {
        return values.getOrDefault(keyword, List.of()).stream()
                .findFirst()
                .filter(v -> !v.isEmpty());
    }

    /** As {@link #first}, where "none" means that there is none. */
    Optional<String> set(String keyword) {
        return first(keyword).filter(v -> !v.equalsIgnoreCase("none"));
    }

    boolean yes(String keyword) {
        return first(keyword).map(v -> v.equalsIgnoreCase("yes")).orElse(false);
    }

    Optional<Integer> port() {
        return first("port").filter(v -> v.matches("\\d{1,5}")).map(Integer::parseInt);
    }

    /** Files of a keyword that takes one file a line. */
    List<Path> paths(String keyword, Function<String, String> tokens) {
        return values.getOrDefault(keyword, List.of()).stream()
                .filter(v -> !v.equalsIgnoreCase("none"))
                .map(v -> expand(v, tokens))
                .toList();
    }

    /** Files of a keyword that takes several on one line. */
    List<Path> manyPaths(String keyword) {
        List<Path> out = new ArrayList<>();
        for (String value : values.getOrDefault(keyword, List.of())) {
            Arrays.stream(value.split("[ \t]+"))
                    .filter(v -> !v.isEmpty() && !v.equalsIgnoreCase("none"))
                    .map(v -> expand(v, t -> t))
                    .forEach(out::add);
        }
        return out;
    }

    private Path expand(String value, Function<String, String> tokens) {
        String v = value;
        if (v.length() > 1 && v.startsWith("\"") && v.endsWith("\"")) {
            v = v.substring(1, v.length() - 1);
        }
        v = tokens.apply(v);
        v = v.replace("%d", home.toString());
        return v.equals("~") || v.startsWith("~/")
                ? home.resolve(v.equals("~") ? "" : v.substring(2))
                : home.resolve(v);
    }

    /** From lines of "keyword value", as {@code ssh -G} prints them. */
    static HostConfig of(Stream<String> lines, Path home) {
        return new HostConfig(
                lines.map(String::strip)
                        .filter(l -> l.indexOf(' ') > 0)
                        .collect(
                                Collectors.groupingBy(
                                        l ->
                                                l.substring(0, l.indexOf(' '))
                                                        .toLowerCase(Locale.ROOT),
                                        Collectors.mapping(
                                                l -> l.substring(l.indexOf(' ') + 1).strip(),
                                                Collectors.toList()))),
                home);
    }
}
