package dev.postern.console.view;

import dev.postern.core.value.JsonValue;

import java.util.function.Consumer;

/** One result, for machines and for people. */
public interface View {
    /** For {@code -o json} and {@code -o yaml}. */
    JsonValue json();

    /** For people. */
    void human(Page page);

    /** Of two parts. */
    static View of(JsonValue json, Consumer<Page> human) {
        return new View() {
            @Override
            public JsonValue json() {
                return json;
            }

            @Override
            public void human(Page page) {
                human.accept(page);
            }
        };
    }
}
