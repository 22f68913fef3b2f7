package dev.postern.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.problem.Checked;
import dev.postern.core.value.JsonValue;
import dev.postern.document.YamlText;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class YamlTest {
    @Test
    void whatCouldBeTakenForAnythingElseIsQuoted() {
        JsonValue value =
                JsonValue.object(
                        "plain",
                        "telemetry/daemonset/agent",
                        "yes",
                        "no",
                        "number",
                        "007",
                        "text",
                        "a: b # c\n\"d\"",
                        "list",
                        JsonValue.array(
                                JsonValue.object("a", 1, "b", JsonValue.array()),
                                JsonValue.of(true),
                                JsonValue.nothing()),
                        "empty",
                        JsonValue.object());
        assertThat(Yaml.text(value))
                .isEqualTo(
                        """
                        plain: telemetry/daemonset/agent
                        "yes": "no"
                        number: "007"
                        text: "a: b # c\\n\\"d\\""
                        list:
                          - a: 1
                            b: []
                          - true
                          - null
                        empty: {}
                        """);
        assertThat(YamlText.read("x.yaml", Yaml.text(value).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Checked.Sound.class);
    }
}
