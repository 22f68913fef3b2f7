package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree.Status;
import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code find PATH -mindepth 1 -maxdepth 1} and {@code find PATH… -maxdepth 0} with {@code
 * -printf}, {@code -size -BYTESc}, {@code -exec PROGRAM … ;} and {@code -exec PROGRAM … +}.
 *
 * <p>As GNU find does it: predicates are asked from the left until one is false, a program behind
 * {@code ;} is true where it succeeded and says nothing of find's own exit status, one behind
 * {@code +} is always true, runs at the end, and its failure is find's.
 */
final class Find extends Simple {
    private final Supplier<Map<String, Program>> programs;

    Find(Supplier<Map<String, Program>> programs) {
        super("find");
        this.programs = programs;
    }

    private sealed interface Predicate {
        record Print(String format) implements Predicate {}

        record Smaller(long bytes) implements Predicate {}

        record Exec(List<String> words, boolean atTheEnd) implements Predicate {}
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> words = call.arguments();
        if (words.isEmpty() || words.getFirst().startsWith("-")) {
            throw notKnown();
        }
        int roots = 1;
        while (roots < words.size() && !words.get(roots).startsWith("-")) {
            roots++;
        }
        boolean children = words.size() > roots && words.get(roots).equals("-mindepth");
        List<Predicate> predicates = new ArrayList<>();
        for (int i = roots; i < words.size(); ) {
            i = predicate(words, i, predicates);
        }
        List<String> bounds =
                children ? List.of("-mindepth", "1", "-maxdepth", "1") : List.of("-maxdepth", "0");
        if ((children && roots > 1)
                || words.size() < roots + bounds.size()
                || !words.subList(roots, roots + bounds.size()).equals(bounds)) {
            throw notKnown();
        }
        List<String> last = new ArrayList<>();
        for (String root : words.subList(0, roots)) {
            try {
                for (String path : found(call, root, children)) {
                    evaluate(call, written, path, predicates, last);
                }
            } catch (Usage e) {
                // One that is missing keeps nobody from the next.
                written.fault(e);
            }
        }
        if (!last.isEmpty() && predicates.getLast() instanceof Predicate.Exec exec) {
            int braces = exec.words().size() - 1;
            List<String> all = new ArrayList<>(exec.words().subList(0, braces));
            all.addAll(last);
            if (!run(call, written, all)) {
                written.exit(1);
            }
        }
    }

    /** Reads one predicate; returns where the next one begins. */
    private static int predicate(List<String> words, int at, List<Predicate> predicates)
            throws Usage {
        String word = words.get(at);
        switch (word) {
            case "-mindepth", "-maxdepth" -> {}
            case "-printf" -> predicates.add(new Predicate.Print(argument(words, at)));
            case "-size" -> {
                if (!argument(words, at).matches("-[0-9]{1,18}c")) {
                    throw notKnown();
                }
                String size = argument(words, at);
                predicates.add(
                        new Predicate.Smaller(
                                Long.parseLong(size.substring(1, size.length() - 1))));
            }
            case "-exec" -> {
                int end = at + 1;
                while (end < words.size() && !isEnd(words, end)) {
                    end++;
                }
                if (end == words.size()) {
                    throw new Usage(1, "find: missing argument to `-exec'");
                }
                if (end == at + 1) {
                    throw new Usage(1, "find: invalid argument `;' to `-exec'");
                }
                boolean atTheEnd = words.get(end).equals("+");
                if (atTheEnd && end != words.size() - 1) {
                    throw notKnown();
                }
                predicates.add(
                        new Predicate.Exec(List.copyOf(words.subList(at + 1, end)), atTheEnd));
                return end + 1;
            }
            default -> {
                throw word.startsWith("-")
                        ? new Usage(1, "find: unknown predicate `" + word + "'")
                        : notKnown();
            }
        }
        argument(words, at);
        return at + 2;
    }

    private static boolean isEnd(List<String> words, int at) {
        return words.get(at).equals(";")
                || (words.get(at).equals("+") && words.get(at - 1).equals("{}"));
    }

    private static String argument(List<String> words, int at) throws Usage {
        if (at + 1 == words.size()) {
            throw new Usage(1, "find: missing argument to `" + words.get(at) + "'");
        }
        return words.get(at + 1);
    }

    private static List<String> found(Call call, String root, boolean children) throws Usage {
        try {
            Status status = call.machine().files().status(root, call.user());
            if (!children) {
                return List.of(root);
            }
            return status.directory()
                    ? call.machine().files().list(root, call.user()).stream()
                            .map(name -> root + "/" + name)
                            .toList()
                    : List.of();
        } catch (Errno.Failed e) {
            throw Usage.failed("find: '" + root + "'", e);
        }
    }

    private void evaluate(
            Call call, Written written, String path, List<Predicate> predicates, List<String> last)
            throws Usage {
        for (Predicate p : predicates) {
            switch (p) {
                case Predicate.Print(String format) -> written.out(printed(call, format, path));
                case Predicate.Smaller(long bytes) -> {
                    if (status(call, path).size() >= bytes) {
                        return;
                    }
                }
                case Predicate.Exec(List<String> words, boolean atTheEnd) -> {
                    if (atTheEnd) {
                        last.add(path);
                    } else if (!run(
                            call,
                            written,
                            words.stream().map(w -> w.replace("{}", path)).toList())) {
                        return;
                    }
                }
            }
        }
    }

    private static Status status(Call call, String path) throws Usage {
        try {
            return call.machine().files().status(path, call.user());
        } catch (Errno.Failed e) {
            throw Usage.failed("find: '" + path + "'", e);
        }
    }

    private static String printed(Call call, String format, String path) throws Usage {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if ((c != '%' && c != '\\') || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            String directive = "" + c + format.charAt(++i);
            if (directive.equals("%T") && i + 1 < format.length()) {
                directive += format.charAt(++i);
            }
            out.append(
                    switch (directive) {
                        case "\\n" -> "\n";
                        case "\\0" -> "\0";
                        case "%f" -> path.substring(path.lastIndexOf('/') + 1);
                        case "%m" -> Integer.toOctalString(status(call, path).mode());
                        case "%U" -> status(call, path).uid();
                        case "%G" -> status(call, path).gid();
                        case "%s" -> status(call, path).size();
                        case "%p" -> path;
                        case "%T@" -> seconds(status(call, path).modified());
                        default -> throw notKnown();
                    });
        }
        return out.toString();
    }

    /** As GNU find prints it: ten digits behind the point, of which nine are the file's. */
    private static String seconds(Instant at) {
        return at.getEpochSecond() + String.format(Locale.ROOT, ".%09d0", at.getNano());
    }

    private boolean run(Call call, Written written, List<String> words) {
        Program program = programs.get().get(words.getFirst());
        if (program == null) {
            written.err("find: '" + words.getFirst() + "': No such file or directory");
            return false;
        }
        Result result =
                program.run(
                        new Call(
                                call.machine(),
                                words.subList(1, words.size()),
                                new byte[0],
                                call.user(),
                                call.environment()));
        written.out(result.output());
        written.err(result.errors());
        return result.exit() == 0;
    }

    private static Usage notKnown() {
        return Usage.notSimulated(
                "find",
                "find PATH -mindepth 1 -maxdepth 1 … or find PATH… -maxdepth 0 …, with -printf,"
                        + " -size -BYTESc, -exec");
    }
}
