package dev.postern.playbook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.postern.core.text.Nearest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What CEL's own checker says badly or cannot see: facts that do not exist, with the nearest that
 * does, and numbers that are used as truth values or text.
 */
final class ConditionWalk {
    private static final Set<String> LOGIC = Set.of("_&&_", "_||_", "!_");
    private static final Set<String> COMPARISON =
            Set.of("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_");

    private final CelAbstractSyntaxTree tree;
    private final String text;
    private final Vocabulary vocabulary;
    private final List<ConditionIssue> issues = new ArrayList<>();

    private ConditionWalk(CelAbstractSyntaxTree tree, String text, Vocabulary vocabulary) {
        this.tree = tree;
        this.text = text;
        this.vocabulary = vocabulary;
    }

    static List<ConditionIssue> of(CelAbstractSyntaxTree tree, String text, Vocabulary vocabulary) {
        ConditionWalk walk = new ConditionWalk(tree, text, vocabulary);
        walk.truth(tree.getExpr());
        walk.visit(tree.getExpr(), Set.of());
        walk.issues.sort(Comparator.comparingInt(ConditionIssue::offset));
        return List.copyOf(walk.issues);
    }

    private void visit(CelExpr e, Set<String> locals) {
        switch (e.exprKind().getKind()) {
            case IDENT, SELECT -> chain(e, locals);
            case CALL -> {
                CelExpr.CelCall call = e.call();
                call.target().ifPresent(t -> visit(t, locals));
                call.args().forEach(a -> visit(a, locals));
                if (LOGIC.contains(call.function())) {
                    call.args().forEach(this::truth);
                } else if (COMPARISON.contains(call.function()) && call.args().size() == 2) {
                    comparison(call.args().get(0), call.args().get(1));
                    comparison(call.args().get(1), call.args().get(0));
                } else if (call.function().equals("_?_:_")) {
                    truth(call.args().get(0));
                }
            }
            case LIST -> e.list().elements().forEach(i -> visit(i, locals));
            case MAP ->
                    e.map()
                            .entries()
                            .forEach(i -> {
                                visit(i.key(), locals);
                                visit(i.value(), locals);
                            });
            case STRUCT -> e.struct().entries().forEach(i -> visit(i.value(), locals));
            case COMPREHENSION -> {
                CelExpr.CelComprehension c = e.comprehension();
                visit(c.iterRange(), locals);
                Set<String> inner = new HashSet<>(locals);
                inner.add(c.iterVar());
                inner.add(c.iterVar2());
                inner.add(c.accuVar());
                visit(c.accuInit(), inner);
                visit(c.loopCondition(), inner);
                visit(c.loopStep(), inner);
                visit(c.result(), inner);
            }
            case CONSTANT, NOT_SET -> {}
        }
    }

    /** A dotted name: a fact, a field of something local, or nothing that is known. */
    private void chain(CelExpr e, Set<String> locals) {
        Optional<String> name = dotted(e);
        if (name.isEmpty()) {
            visit(e.select().operand(), locals);
            return;
        }
        String whole = name.get();
        String root = whole.split("\\.", 2)[0];
        boolean known =
                locals.contains(root)
                        || vocabulary.facts().keySet().stream()
                                .anyMatch(f -> whole.equals(f) || whole.startsWith(f + "."));
        if (!known) {
            issues.add(
                    new ConditionIssue(
                            start(e),
                            "unknown fact \"" + whole + "\"",
                            Optional.of(known()),
                            Nearest.to(whole, vocabulary.facts().keySet()),
                            Optional.of(whole)));
        }
    }

    /** The facts for a message; those of steps are too many to name. */
    private String known() {
        List<String> names = new ArrayList<>();
        boolean steps = false;
        for (String fact : vocabulary.facts().keySet()) {
            if (fact.endsWith(".settled")) {
                steps = true;
            } else {
                names.add(fact);
            }
        }
        names.sort(Comparator.naturalOrder());
        if (steps) {
            names.add("STEP.settled");
        }
        return names.isEmpty() ? "no fact at all" : "one of " + String.join(", ", names);
    }

    private static Optional<String> dotted(CelExpr e) {
        ExprKind.Kind kind = e.exprKind().getKind();
        if (kind == ExprKind.Kind.IDENT) {
            return Optional.of(e.ident().name());
        }
        return kind == ExprKind.Kind.SELECT && !e.select().testOnly()
                ? dotted(e.select().operand()).map(o -> o + "." + e.select().field())
                : Optional.empty();
    }

    private void truth(CelExpr e) {
        dotted(e)
                .filter(n -> vocabulary.facts().get(n) == Vocabulary.Kind.NUMBER)
                .ifPresent(n ->
                        issues.add(
                                ConditionIssue.of(
                                        start(e),
                                        n + " is a number, not yes or no",
                                        "a comparison, like " + n + " < 1")));
    }

    private void comparison(CelExpr e, CelExpr other) {
        boolean wrong =
                other.exprKind().getKind() == ExprKind.Kind.CONSTANT
                        && switch (other.constant().getKind()) {
                            case INT64_VALUE, UINT64_VALUE, DOUBLE_VALUE -> false;
                            default -> true;
                        };
        dotted(e)
                .filter(n -> wrong && vocabulary.facts().get(n) == Vocabulary.Kind.NUMBER)
                .ifPresent(n ->
                        issues.add(
                                ConditionIssue.of(
                                        start(other),
                                        n + " is a number",
                                        "a number to compare it with")));
    }

    /** CEL keeps the place of a dot; the name begins where its first word does. */
    private int start(CelExpr e) {
        CelExpr first = e;
        while (first.exprKind().getKind() == ExprKind.Kind.SELECT) {
            first = first.select().operand();
        }
        int points = tree.getSource().getPositionsMap().getOrDefault(first.id(), 0);
        int most = text.codePointCount(0, text.length());
        return text.offsetByCodePoints(0, Math.max(0, Math.min(points, most)));
    }
}
