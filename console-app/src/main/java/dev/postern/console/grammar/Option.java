package dev.postern.console.grammar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of an arguments record that is given as {@code --name VALUE}.
 *
 * <p>The option's name is the component's, with dashes. Types: {@code boolean} (a flag), String,
 * Path, Duration, Long, an enum; {@code Optional} of one of these where it may be missing; {@code
 * List} of one of these where it may be repeated.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** One line for people. */
    String value();

    /** What stands for the value in help: {@code FILE}. */
    String label() default "VALUE";

    /** The value where it is not given. */
    String byDefault() default "";

    /** What TAB offers for the value. */
    Completes completes() default Completes.NOTHING;
}
