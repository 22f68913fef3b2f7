package dev.postern.core.value;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of touching the world: a value, or a failure in four parts. Bugs are exceptions
 * instead.
 */
public sealed interface Outcome<T> {
    record Ok<T>(T value) implements Outcome<T> {}

    record Failed<T>(Failure failure) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Outcome<T> failed(Failure failure) {
        return new Failed<>(failure);
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> f) {
        return switch (this) {
            case Ok<T> ok -> new Ok<>(f.apply(ok.value()));
            case Failed<T> failed -> new Failed<>(failed.failure());
        };
    }

    default <R> Outcome<R> then(Function<? super T, Outcome<R>> f) {
        return switch (this) {
            case Ok<T> ok -> f.apply(ok.value());
            case Failed<T> failed -> new Failed<>(failed.failure());
        };
    }

    /** The value, where there is one. */
    default Optional<T> got() {
        return this instanceof Ok<T>(var v) ? Optional.of(v) : Optional.empty();
    }

    /** The failure, where there is one. */
    default Optional<Failure> whyNot() {
        return this instanceof Failed<T>(var f) ? Optional.of(f) : Optional.empty();
    }

    default boolean isOk() {
        return this instanceof Ok<T>;
    }
}
