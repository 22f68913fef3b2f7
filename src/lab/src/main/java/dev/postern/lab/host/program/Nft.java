package dev.postern.lab.host.program;

import dev.postern.lab.host.Result;
import dev.postern.lab.host.nft.PacketFilter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code nft -j list table inet postern}, {@code nft -f -} and {@code nft delete table inet
 * postern}.
 */
final class Nft extends Simple {
    private final PacketFilter filter;

    Nft(PacketFilter filter) {
        super("nft");
        this.filter = filter;
    }

    @Override
    public boolean readsInput(List<String> arguments) {
        return arguments.contains("-f");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (call.user() != 0) {
            throw new Usage(
                    1,
                    "Operation not permitted (you must be root)\nnetlink: Error: cache"
                            + " initialization failed: Operation not permitted");
        }
        String line = String.join(" ", call.arguments());
        switch (line) {
            case "" -> throw new Usage(1, "nft: no command specified");
            case "-j list table inet postern" ->
                    written.out(
                            filter.list(call.machine().now())
                                    .orElseThrow(() -> missing("", "list table inet postern")));
            case "-f -" -> apply(call, written);
            case "delete table inet postern" -> {
                if (!filter.delete()) {
                    throw missing("Could not process rule: ", line);
                }
                call.machine().workings().firewallChanged(filter);
            }
            default ->
                    throw Usage.notSimulated(
                            name(),
                            "nft -j list table inet postern, nft -f -, nft delete table inet"
                                    + " postern");
        }
    }

    private void apply(Call call, Written written) {
        String text = new String(call.input(), StandardCharsets.UTF_8);
        Result result = filter.apply(text, call.machine().now());
        if (result.exit() != 0) {
            written.err(result.complaint().stripTrailing());
            written.exit(result.exit());
        } else {
            call.machine().workings().firewallChanged(filter);
        }
    }

    private static Usage missing(String more, String command) {
        String name = "postern";
        return new Usage(
                1,
                "Error: "
                        + more
                        + "No such file or directory\n"
                        + command
                        + "\n"
                        + " ".repeat(command.length() - name.length())
                        + "^".repeat(name.length()));
    }
}
