package dev.postern.core.action;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a component of a parameter record; schema, reference page, completion and help follow
 * from it.
 *
 * <p>Types of components: {@code String}, {@code int}, {@code boolean}, {@code Percent}, {@code
 * Factor}, {@code Duration}, {@code Workload}, an enum (lower case with dashes in YAML), {@code
 * List} of one of these, {@code Optional} of one of these. YAML keys are the component's name with
 * dashes: {@code onlySubject} is {@code only-subject}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface About {
    /** One sentence. */
    String value();

    /**
     * The default as it would be written in YAML; empty means that the parameter is required,
     * unless it is Optional.
     */
    String byDefault() default "";

    /** The key, where it differs from the component's name ({@code while} is no Java name). */
    String key() default "";

    /** Whether the text is a condition and is checked as one. */
    boolean condition() default false;
}
