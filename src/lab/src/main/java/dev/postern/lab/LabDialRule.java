package dev.postern.lab;

import dev.postern.core.reach.DialRule;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A drill's rule: exactly the address-and-port pairs that its lab issued, and nothing else. */
public final class LabDialRule implements DialRule {
    private final Set<String> allowed;

    LabDialRule(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * The rule of the lab whose directory this is.
     *
     * @throws IOException where {@code lab.json} is missing or unreadable; then nothing may be
     *     dialled at all
     */
    public static LabDialRule read(Path directory) throws IOException {
        Path file = directory.resolve("lab.json");
        Outcome<JsonValue> parsed = JsonText.parse(Files.readString(file, StandardCharsets.UTF_8));
        JsonValue value =
                parsed.got()
                        .orElseThrow(() ->
                                new IOException(
                                        file
                                                + " is not a lab's file: "
                                                + parsed.whyNot()
                                                        .map(f -> f.sentence())
                                                        .orElse("")));
        Set<String> pairs =
                value.items("allowed").stream()
                        .flatMap(v ->
                                v instanceof JsonValue.Text(String t)
                                        ? java.util.stream.Stream.of(t)
                                        : java.util.stream.Stream.empty())
                        .collect(Collectors.toSet());
        return new LabDialRule(pairs);
    }

    @Override
    public void check(InetSocketAddress address) throws IOException {
        String pair =
                (address.isUnresolved()
                                ? address.getHostString()
                                : address.getAddress().getHostAddress())
                        + ":"
                        + address.getPort();
        if (!allowed.contains(pair)) {
            throw new IOException(
                    "this is a drill: " + pair + " is not an address that its lab issued");
        }
    }
}
