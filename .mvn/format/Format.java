import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats or checks every Java file below the directories given (google-java-format, AOSP). Run by the build as a
 * source-file program on the toolchain's JDK, because the formatter parses with the JDK that it runs on.
 */
final class Format {
    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Formatter formatter = new Formatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.AOSP)
                .build());
        List<String> wrong = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            List<Path> files;
            if (!Files.exists(Path.of(args[i]))) {
                continue;
            }
            try (var walk = Files.walk(Path.of(args[i]))) {
                files = walk.filter(p -> p.toString().endsWith(".java"))
                        .filter(p -> !p.toString().contains("/target/"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                String text = Files.readString(file);
                String formatted;
                try {
                    formatted = formatter.formatSource(
                            RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(
                                    text, JavaFormatterOptions.Style.AOSP)));
                } catch (Exception e) {
                    wrong.add(file + ": does not parse: " + e.getMessage());
                    continue;
                }
                if (!formatted.equals(text)) {
                    if (apply) {
                        Files.writeString(file, formatted);
                    } else {
                        wrong.add(file.toString());
                    }
                }
            }
        }
        if (!wrong.isEmpty()) {
            System.err.println("not formatted (mvn -Pformat validate -N does it):");
            wrong.forEach(w -> System.err.println("  " + w));
            System.exit(1);
        }
    }
}
