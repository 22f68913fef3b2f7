package dev.postern.actions.manifests;

import dev.postern.core.fleet.Host;
import dev.postern.testkit.LabWorld;

import java.nio.charset.StandardCharsets;

/** Puts a secret into a manifest, where some people really have one. */
final class Plant {
    private Plant() {}

    static void secret(LabWorld open, String path, String secret) {
        for (Host h : open.cluster().hosts()) {
            byte[] bytes = open.lab().files(h.id()).content(path).orElseThrow();
            String text =
                    new String(bytes, StandardCharsets.UTF_8)
                            .replaceFirst("(?m)^spec:", "# the password is " + secret + "\nspec:");
            open.lab().files(h.id()).put(path, text.getBytes(StandardCharsets.UTF_8), 0600, 0, 0);
            open.lab().touched(h.id(), path);
        }
    }
}
