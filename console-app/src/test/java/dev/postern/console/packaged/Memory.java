package dev.postern.console.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all processes of one drill hold in memory, from {@code /proc}: they are known by a word in
 * their environment, so that a run that has left its parent counts too.
 */
final class Memory {
    static final String MARK = "POSTERN_BENCH_MARK";

    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");
    private static final Pattern RSS = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");

    private final String mark;
    private long peakPss;
    private long rssThen;
    private int samples;
    private Map<String, Long> then = new TreeMap<>();

    /** Of the processes that have {@code POSTERN_BENCH_MARK=mark} in their environment. */
    Memory(String mark) {
        this.mark = mark;
    }

    String mark() {
        return mark;
    }

    /** Looks once. */
    void sample() throws IOException {
        long pss = 0;
        long rss = 0;
        Map<String, Long> each = new TreeMap<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String rollup = ours(process) ? read(process.resolve("smaps_rollup")) : "";
                long of = kilobytes(PSS, rollup);
                if (of > 0) {
                    pss += of;
                    rss += kilobytes(RSS, rollup);
                    each.put(role(process), of / 1024);
                }
            }
        }
        if (pss > 0) {
            samples++;
        }
        if (pss > peakPss) {
            peakPss = pss;
            rssThen = rss;
            then = each;
        }
    }

    private boolean ours(Path process) {
        return ("\0" + read(process.resolve("environ"))).contains("\0" + MARK + "=" + mark + "\0");
    }

    private static String role(Path process) {
        String words = read(process.resolve("cmdline")).replace('\0', ' ').strip();
        String what =
                words.contains(" run-process ")
                        ? "run"
                        : words.replaceFirst(".*postern\\.jar ", "")
                                .replaceFirst("(\\S+ \\S+).*", "$1");
        return what + " (" + process.getFileName() + ")";
    }

    /** Empty where the process has just ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private static long kilobytes(Pattern pattern, String rollup) {
        Matcher m = pattern.matcher(rollup);
        return m.find() ? Long.parseLong(m.group(1)) : 0;
    }

    double peakMegabytes() {
        return peakPss / 1024.0;
    }

    /** How it was made up. */
    String note() {
        return "PSS of all processes, "
                + samples
                + " samples; as RSS "
                + rssThen / 1024
                + " MB; at the peak, MB: "
                + then;
    }

    int samples() {
        return samples;
    }
}
