package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code sed} with the one script that prints certificates and nothing else. */
final class Sed extends Simple {
    private static final List<String> SCRIPT =
            List.of(
                    "-s",
                    "-n",
                    "-e",
                    "1F",
                    "-e",
                    "/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p",
                    "-e",
                    "/client-certificate-data:/p",
                    "--");

    Sed() {
        super("sed");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> a = call.arguments();
        int files = SCRIPT.size();
        if (a.size() <= files || !a.subList(0, files).equals(SCRIPT)) {
            throw Usage.notSimulated(name(), "sed " + String.join(" ", SCRIPT) + " FILE…");
        }
        for (String path : a.subList(files, a.size())) {
            try {
                certificates(path, Reading.whole(call, path), written);
            } catch (Errno.Failed e) {
                written.err("sed: can't read " + path + ": " + e.errno().words());
                written.exit(2);
            }
        }
    }

    private static void certificates(String path, byte[] bytes, Written written) {
        boolean within = false;
        boolean first = true;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            if (first) {
                written.out(path + "\n");
                first = false;
            }
            within |= line.startsWith("-----BEGIN CERTIFICATE-----");
            if (within || line.contains("client-certificate-data:")) {
                written.out(line + "\n");
            }
            within &= !line.startsWith("-----END CERTIFICATE-----");
        }
    }
}
