package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;

import java.util.ArrayList;
import java.util.List;

/**
 * A type that a parameter of a playbook may have, for the reference.
 *
 * @param word as playbooks write it
 * @param expected what a value looks like
 * @param example one that is right
 */
public record ParameterType(String word, String expected, String example) {
    /** All types, {@code choice[…]} last. */
    public static List<ParameterType> all() {
        List<ParameterType> types = new ArrayList<>();
        for (Parameter.Type.Plain plain : Parameter.Type.Plain.values()) {
            types.add(of(plain));
        }
        types.add(of(new Parameter.Type.Choice(List.of("yes", "no"))));
        return List.copyOf(types);
    }

    private static ParameterType of(Parameter.Type type) {
        Form form = Form.of(type);
        return new ParameterType(type.word(), form.expected(), form.example());
    }
}
