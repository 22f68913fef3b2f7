package dev.postern.lab.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model understands of a static pod's manifest.
 *
 * @param component the container's name
 * @param livenessPath with its query, {@code /livez?exclude=etcd}; empty where there is no probe
 * @param livenessFailures consecutive failures before the kubelet kills it
 * @param livenessTimeout seconds
 * @param startupSeconds how long it may take to be ready first
 * @param etcdTimeout of the health check, seconds (etcd.go: 2)
 * @param seats both inflight limits together (config.go: 600)
 * @param wholeCores whether it asks for at least one whole core of CPU
 * @param goMemoryLimit whether GOMEMLIMIT holds down its garbage
 */
public record Manifest(
        String component,
        String text,
        Optional<String> livenessPath,
        int livenessFailures,
        int livenessPeriod,
        int livenessTimeout,
        int startupSeconds,
        double etcdTimeout,
        int seats,
        boolean wholeCores,
        boolean goMemoryLimit) {
    private static final Pattern NAME = Pattern.compile("(?m)^  name: \"?([a-z0-9-]+)\"?\\s*$");
    private static final Pattern CPU =
            Pattern.compile("(?m)^\\s+cpu: \"?(?:([0-9]+)m|([0-9.]+))\"?\\s*$");

    /** Reads a manifest; empty where the kubelet would not find a pod in it. */
    static Optional<Manifest> read(String text) {
        Matcher name = NAME.matcher(text);
        boolean pod =
                text.contains("kind: Pod")
                        && text.contains("\nspec:")
                        && text.contains("containers:")
                        && text.contains("image:")
                        && text.endsWith("\n");
        if (!pod || !name.find()) {
            return Optional.empty();
        }
        String liveness = block(text, "livenessProbe:");
        String startup = block(text, "startupProbe:");
        int startupSeconds =
                startup.isEmpty()
                        ? 0
                        : number(startup, "failureThreshold", 3)
                                * number(startup, "periodSeconds", 10);
        return Optional.of(
                new Manifest(
                        name.group(1),
                        text,
                        liveness.isEmpty()
                                ? Optional.empty()
                                : Optional.of(word(liveness, "path", "/")),
                        number(liveness, "failureThreshold", 3),
                        number(liveness, "periodSeconds", 10),
                        number(liveness, "timeoutSeconds", 1),
                        startupSeconds,
                        flag(text, "etcd-healthcheck-timeout", 2),
                        flag(text, "max-requests-inflight", 400)
                                + flag(text, "max-mutating-requests-inflight", 200),
                        cores(text) >= 1,
                        text.contains("GOMEMLIMIT")));
    }

    private static double cores(String text) {
        Matcher m = CPU.matcher(text);
        double most = 0;
        while (m.find()) {
            most =
                    Math.max(
                            most,
                            m.group(1) != null
                                    ? Integer.parseInt(m.group(1)) / 1000.0
                                    : Double.parseDouble(m.group(2)));
        }
        return most;
    }

    /** The lines below a key that are indented deeper than it. */
    private static String block(String text, String key) {
        StringBuilder out = new StringBuilder();
        int depth = -1;
        for (String line : text.lines().toList()) {
            int indent = line.length() - line.stripLeading().length();
            if (depth >= 0) {
                if (indent <= depth) {
                    break;
                }
                out.append(line).append('\n');
            } else if (line.strip().equals(key)) {
                depth = indent;
            }
        }
        return out.toString();
    }

    private static String word(String block, String key, String otherwise) {
        Matcher m = Pattern.compile("(?m)^\\s*" + key + ":\\s*\"?'?([^\"'\\s]+)").matcher(block);
        return m.find() ? m.group(1) : otherwise;
    }

    private static int number(String block, String key, int otherwise) {
        Matcher m = Pattern.compile("(?m)^\\s*" + key + ":\\s*([0-9]{1,6})\\s*$").matcher(block);
        return m.find() ? Integer.parseInt(m.group(1)) : otherwise;
    }

    private static int flag(String text, String name, int otherwise) {
        Matcher m = Pattern.compile("--" + name + "=([0-9]{1,6})").matcher(text);
        return m.find() ? Integer.parseInt(m.group(1)) : otherwise;
    }
}
