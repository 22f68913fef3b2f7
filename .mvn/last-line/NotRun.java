import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;

/**
 * Says which tests this build has left out, and why: counted in the compiled test classes of all modules, by their
 * tags. Writes the sentence to a file, and compiles beside it the class that shows it (LastLine), for the Java that
 * Maven itself runs on.
 *
 * <p>Arguments, each {@code name=value}: root, out, excluded, groups, test, skip. What Maven did not replace
 * ("${…}") counts as not given.
 */
final class NotRun {
    private static final Map<String, String> WHY = Map.of(
            "real", "need root, sshd, nftables and namespaces: mvn verify -Preal",
            "bench", "measure times: mvn -Pbench verify",
            "kill-matrix", "take hours: mvn verify -Pkill-matrix");
    private static final Set<String> TESTS = Set.of(
            "org.junit.jupiter.api.Test",
            "org.junit.jupiter.api.RepeatedTest",
            "org.junit.jupiter.api.TestFactory",
            "org.junit.jupiter.api.TestTemplate",
            "org.junit.jupiter.params.ParameterizedTest");

    private final Map<String, ClassModel> classes = new HashMap<>();
    private final Set<String> ofTests = new LinkedHashSet<>();

    /** The tests of one tag. */
    private static final class Count {
        final Set<String> classes = new HashSet<>();
        int methods;
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            int is = arg.indexOf('=');
            given.put(arg.substring(0, is), arg.substring(is + 1).replaceAll("\\$\\{[^}]*}", ""));
        }
        Path out = Path.of(given.get("out"));
        Files.createDirectories(out);
        NotRun here = new NotRun();
        here.read(Path.of(given.get("root")));
        Files.writeString(out.resolve("not-run.txt"), here.sentence(given) + "\n");
        int compiled = ToolProvider.findFirst("javac").orElseThrow().run(
                System.out, System.err, "--release", "11", "-d", out.toString(),
                Path.of(given.get("root"), ".mvn", "last-line", "LastLine.java").toString());
        System.exit(compiled);
    }

    private void read(Path root) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(root)) {
            files = walk.filter(p -> p.toString().endsWith(".class"))
                    .filter(p -> p.toString().contains("/target/test-classes/")
                            || p.toString().contains("/target/classes/dev/postern/testkit/"))
                    .toList();
        }
        for (Path file : files) {
            ClassModel model = ClassFile.of().parse(file);
            String name = model.thisClass().asInternalName();
            classes.put(name, model);
            // As surefire's include says; nested classes belong to the class that they are in.
            if (name.replaceFirst("\\$.*", "").endsWith("Test")) {
                ofTests.add(name);
            }
        }
    }

    private String sentence(Map<String, String> given) {
        if (given.get("skip").contains("true")) {
            return "Not run here: any test, as this build was told to skip them. mvn verify runs them.";
        }
        String only = given.get("test").isEmpty() ? "" : "tests that match " + given.get("test");
        if (!given.get("groups").isEmpty()) {
            only += (only.isEmpty() ? "tests" : "") + " tagged " + given.get("groups");
        }
        if (!only.isEmpty()) {
            return "Run here: only " + only + ". Not run: all others (mvn verify).";
        }
        Map<String, Count> counts = new LinkedHashMap<>();
        for (String tag : given.get("excluded").split(",")) {
            counts.put(tag.strip(), new Count());
        }
        ofTests.forEach(name -> count(name, counts));
        List<String> parts = new ArrayList<>();
        counts.forEach((tag, count) -> {
            if (count.methods > 0) {
                parts.add(number(count.methods, "test") + " of "
                        + number(count.classes.size(), "class") + " tagged " + tag + ", which "
                        + WHY.getOrDefault(tag, "are left out by this build's settings"));
            }
        });
        return parts.isEmpty() ? "Every test was run." : "Not run here: " + String.join("; ", parts) + ".";
    }

    private static String number(int n, String of) {
        return n + " " + of + (n == 1 ? "" : of.endsWith("s") ? "es" : "s");
    }

    /** Methods count once for each class that runs them, inherited ones too. */
    private void count(String name, Map<String, Count> counts) {
        ClassModel model = classes.get(name);
        if (model.flags().has(AccessFlag.ABSTRACT)) {
            return;
        }
        Set<String> ofClass = new HashSet<>();
        Set<String> seen = new HashSet<>();
        List<MethodModel> methods = new ArrayList<>();
        for (ClassModel c = model; c != null; c = above(c)) {
            ofClass.addAll(tags(annotations(c.findAttribute(Attributes.runtimeVisibleAnnotations()))));
            for (MethodModel m : c.methods()) {
                boolean test = annotations(m.findAttribute(Attributes.runtimeVisibleAnnotations())).stream()
                        .anyMatch(a -> TESTS.contains(nameOf(a)));
                if (test && seen.add(m.methodName() + m.methodType().stringValue())) {
                    methods.add(m);
                }
            }
        }
        // A nested class has the tags of the class that it is in.
        for (int at = name.lastIndexOf('$'); at > 0; at = name.lastIndexOf('$', at - 1)) {
            ClassModel outer = classes.get(name.substring(0, at));
            if (outer != null) {
                ofClass.addAll(tags(annotations(outer.findAttribute(Attributes.runtimeVisibleAnnotations()))));
            }
        }
        for (MethodModel m : methods) {
            Set<String> all = new HashSet<>(ofClass);
            all.addAll(tags(annotations(m.findAttribute(Attributes.runtimeVisibleAnnotations()))));
            counts.entrySet().stream().filter(e -> all.contains(e.getKey())).findFirst().ifPresent(e -> {
                e.getValue().methods++;
                e.getValue().classes.add(name.replaceFirst("\\$.*", ""));
            });
        }
    }

    private ClassModel above(ClassModel model) {
        return model.superclass().map(s -> classes.get(s.asInternalName())).orElse(null);
    }

    private static List<Annotation> annotations(
            Optional<java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute> attribute) {
        return attribute.map(a -> a.annotations()).orElse(List.of());
    }

    private static String nameOf(Annotation annotation) {
        ClassDesc of = annotation.classSymbol();
        return of.packageName() + "." + of.displayName();
    }

    private static Set<String> tags(List<Annotation> annotations) {
        Set<String> tags = new HashSet<>();
        for (Annotation a : annotations) {
            if (nameOf(a).equals("org.junit.jupiter.api.Tag")) {
                tags.add(((AnnotationValue.OfString) a.elements().getFirst().value()).stringValue());
            } else if (nameOf(a).equals("org.junit.jupiter.api.Tags")) {
                for (AnnotationValue v : ((AnnotationValue.OfArray) a.elements().getFirst().value()).values()) {
                    tags.addAll(tags(List.of(((AnnotationValue.OfAnnotation) v).annotation())));
                }
            }
        }
        return tags;
    }
}
