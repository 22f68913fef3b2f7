package dev.postern.console.grammar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a command class is called, and what it takes. Read without creating the command. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CommandWords {
    /** The words that call it: {@code fleet show}. */
    String value();

    /** One line for people, without a full stop. */
    String title();

    /** The record whose components are its options and arguments. */
    Class<? extends Record> arguments();

    /** Whole command lines that are right, without {@code postern}. */
    String[] examples() default {};

    /** What {@code -o} takes besides the usual. */
    String[] formats() default {};

    /** For Postern's own processes: works, but is not offered. */
    boolean hidden() default false;
}
