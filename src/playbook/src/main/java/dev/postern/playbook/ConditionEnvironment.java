package dev.postern.playbook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** CEL with the facts of one vocabulary as its only variables. */
final class ConditionEnvironment {
    static final int LONGEST = 2000;
    private static final String GRAMMAR =
            "CEL: facts, numbers, text in quotes, && || ! == != < <= > >= ( )";

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseRecursionDepth(60)
                    .maxParseErrorRecoveryLimit(5)
                    .comprehensionMaxIterations(20_000)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    /** A compiler costs a tenth of a second; a playbook has few vocabularies, all small. */
    private static final Map<Vocabulary, ConditionEnvironment> MADE = new ConcurrentHashMap<>();

    sealed interface Result {
        record Sound(CompiledCondition condition) implements Result {}

        record Wrong(List<ConditionIssue> issues) implements Result {}
    }

    private final Vocabulary vocabulary;
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private ConditionEnvironment(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        vocabulary.facts().forEach((name, kind) -> builder.addVar(name, type(kind)));
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();
    }

    static ConditionEnvironment of(Vocabulary vocabulary) {
        if (MADE.size() > 200) {
            MADE.clear();
        }
        ConditionEnvironment known = MADE.get(vocabulary);
        if (known == null) {
            known = new ConditionEnvironment(vocabulary);
            MADE.put(vocabulary, known);
        }
        return known;
    }

    private static CelType type(Vocabulary.Kind kind) {
        return switch (kind) {
            case BOOL -> SimpleType.BOOL;
            // Dynamic, so that 0.6 and 0 both compare with it; misuse is found by ConditionWalk.
            case NUMBER -> SimpleType.DYN;
            case TEXT -> SimpleType.STRING;
            case LIST -> ListType.create(SimpleType.DYN);
        };
    }

    Result compile(String text) {
        if (text.length() > LONGEST) {
            return wrong(
                    ConditionIssue.of(
                            0,
                            "a condition of " + text.length() + " characters",
                            "at most " + LONGEST));
        }
        try {
            CelValidationResult parsed = compiler.parse(text);
            if (parsed.hasError()) {
                return new Result.Wrong(syntax(parsed.getErrors(), text));
            }
            CelAbstractSyntaxTree tree = parsed.getAst();
            List<ConditionIssue> issues = ConditionWalk.of(tree, text, vocabulary);
            if (!issues.isEmpty()) {
                return new Result.Wrong(issues);
            }
            CelValidationResult checked = compiler.check(tree);
            if (checked.hasError()) {
                return new Result.Wrong(
                        checked.getErrors().stream().map(i -> typeIssue(i, text)).toList());
            }
            return compiled(checked.getAst(), text);
        } catch (CelValidationException | CelEvaluationException | RuntimeException e) {
            return wrong(ConditionIssue.of(0, "not a condition: " + e.getMessage(), GRAMMAR));
        }
    }

    private Result compiled(CelAbstractSyntaxTree tree, String text) throws CelEvaluationException {
        CelKind kind = tree.getResultType().kind();
        if (kind != CelKind.BOOL && kind != CelKind.DYN) {
            return wrong(
                    ConditionIssue.of(
                            0,
                            "the condition is " + noun(tree.getResultType()) + ", not yes or no",
                            "a comparison or a fact that is yes or no"));
        }
        Set<String> facts = new LinkedHashSet<>();
        tree.getReferenceMap().values().stream()
                .map(r -> r.name())
                .filter(vocabulary.facts()::containsKey)
                .forEach(facts::add);
        return new Result.Sound(new CompiledCondition(text, facts, runtime.createProgram(tree)));
    }

    private static Result wrong(ConditionIssue issue) {
        return new Result.Wrong(List.of(issue));
    }

    /** A parser stumbles on after its first error; the rest is noise. */
    private static List<ConditionIssue> syntax(List<CelIssue> issues, String text) {
        CelIssue first = issues.getFirst();
        int offset = offset(first, text);
        String said = first.getMessage();
        if (said.contains("'<EOF>'")) {
            return List.of(ConditionIssue.of(offset, "the condition ends too early", "an operand"));
        }
        if (said.startsWith("token recognition error")) {
            return List.of(
                    ConditionIssue.of(offset, "this does not belong in a condition", GRAMMAR));
        }
        String shown = said.replaceFirst(" expecting \\{.*", "");
        return List.of(ConditionIssue.of(offset, "not a condition: " + shown, GRAMMAR));
    }

    private static ConditionIssue typeIssue(CelIssue issue, String text) {
        String said =
                issue.getMessage()
                        .replaceFirst(" \\(candidates: .*", "")
                        .replace(" (in container '')", "")
                        .replaceFirst(
                                "^found no matching overload for '_?(.*?)_?' applied to '(.*)'$",
                                "$1 cannot be used on $2")
                        .replaceFirst(
                                "^undeclared reference to '(.*)'$", "unknown function \"$1\"");
        return ConditionIssue.of(offset(issue, text), said);
    }

    static int offset(CelIssue issue, String text) {
        int line = issue.getSourceLocation().getLine();
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = text.indexOf('\n', start);
            start = end < 0 ? start : end + 1;
        }
        return Math.min(text.length(), start + Math.max(0, issue.getSourceLocation().getColumn()));
    }

    private static String noun(CelType type) {
        return switch (type.kind()) {
            case INT, UINT, DOUBLE -> "a number";
            case STRING -> "text";
            case LIST -> "a list";
            case MAP -> "a map";
            default -> type.name();
        };
    }
}
