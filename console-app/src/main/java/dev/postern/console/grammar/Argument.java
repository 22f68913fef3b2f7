package dev.postern.console.grammar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of an arguments record that is given by its place, in the order of the components.
 * The same types as {@link Option}; a {@code List} takes all that follow and must come last.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Argument {
    /** What stands for it in help: {@code CLUSTER}. */
    String value();

    /** One line for people. */
    String about() default "";

    /** What TAB offers for it. */
    Completes completes() default Completes.NOTHING;
}
