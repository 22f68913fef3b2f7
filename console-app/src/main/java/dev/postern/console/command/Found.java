package dev.postern.console.command;

import dev.postern.console.view.Answer;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Outcome;

import java.util.function.Function;

/**
 * What a command needs before it can work, or the answer where that is missing.
 *
 * @param <T> what was looked for
 */
public sealed interface Found<T> {
    /** There it is. */
    record Here<T>(T value) implements Found<T> {}

    /** It is not there; this is what to say. */
    record Not<T>(Answer answer) implements Found<T> {}

    static <T> Found<T> here(T value) {
        return new Here<>(value);
    }

    static <T> Found<T> not(Answer answer) {
        return new Not<>(answer);
    }

    /** A file that was read, or all of its mistakes. */
    static <T> Found<T> of(Checked<T> checked) {
        return switch (checked) {
            case Checked.Sound<T>(T value) -> here(value);
            case Checked.Faulty<T>(var problems) -> not(new Answer.Faulty(problems));
        };
    }

    /** What came of it, or its failure. */
    static <T> Found<T> of(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Ok<T>(T value) -> here(value);
            case Outcome.Failed<T>(var failure) -> not(Answer.failed(failure));
        };
    }

    default <R> Found<R> then(Function<? super T, Found<R>> next) {
        return switch (this) {
            case Here<T>(T value) -> next.apply(value);
            case Not<T>(Answer answer) -> not(answer);
        };
    }

    /** The answer of what is done with it, or why it is missing. */
    default Answer answer(Function<? super T, Answer> work) {
        return switch (this) {
            case Here<T>(T value) -> work.apply(value);
            case Not<T>(Answer answer) -> answer;
        };
    }
}
