package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;

class PlaybookSchemaTest {
    private static final JsonValue.Obj SCHEMA = PlaybookSchema.of(TestCatalogue.CATALOGUE);

    @Test
    void everyActionAndProbeIsAStepWithItsArguments() {
        assertThat(SCHEMA.text("$schema")).contains("https://json-schema.org/draft/2020-12/schema");
        var step = SCHEMA.at("$defs", "step", "properties").orElseThrow();
        assertThat(
                        step.at("block-api", "properties", "lift", "anyOf")
                                .orElseThrow()
                                .items()
                                .getFirst())
                .isEqualTo(
                        JsonValue.object(
                                "enum",
                                JsonValue.array(JsonValue.of("staged"), JsonValue.of("at-once"))));
        assertThat(step.text("block-api", "properties", "expires", "default")).contains("15m");
        assertThat(step.items("jail-client", "required")).containsExactly(JsonValue.of("workload"));
        assertThat(step.at("readmit", "properties", "while")).isPresent();
        assertThat(SCHEMA.items("$defs", "step", "oneOf"))
                .hasSize(
                        StepReader.WORDS.size()
                                + TestCatalogue.CATALOGUE.actions().size()
                                + TestCatalogue.CATALOGUE.probes().size());
    }

    @Test
    void unknownKeysAreErrorsForEditorsToo() {
        assertThat(SCHEMA.truth("additionalProperties")).contains(false);
        assertThat(SCHEMA.truth("$defs", "step", "additionalProperties")).contains(false);
    }
}
