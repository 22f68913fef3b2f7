package dev.postern.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class PlainYamlTest {
    private static JsonValue plain(String yaml) {
        return YamlText.plain(yaml.getBytes(StandardCharsets.UTF_8)).got().orElseThrow();
    }

    private static String written(JsonValue value) {
        return new String(YamlText.write(value), StandardCharsets.UTF_8);
    }

    @Test
    void aManifestIsReadAsTheKubeletReadsIt() {
        assertThat(
                        plain(
                                "a: yes\nb: 0644\nc: 8443\nd: \"8443\"\ne: 1.5\nf: null\ng: 2m\nh:\n- --x=1"))
                .isEqualTo(
                        JsonValue.object(
                                "a",
                                true,
                                "b",
                                420,
                                "c",
                                8443,
                                "d",
                                "8443",
                                "e",
                                1.5,
                                "f",
                                JsonValue.nothing(),
                                "g",
                                "2m",
                                "h",
                                JsonValue.array(JsonValue.of("--x=1"))));
    }

    @Test
    void aManifestIsWrittenAsKubeadmWritesIt() {
        var pod =
                JsonValue.object(
                        "apiVersion",
                        "v1",
                        "spec",
                        JsonValue.object(
                                "containers",
                                JsonValue.array(
                                        JsonValue.object(
                                                "command",
                                                JsonValue.array(
                                                        JsonValue.of("kube-apiserver"),
                                                        JsonValue.of("--secure-port=6443")),
                                                "name",
                                                "kube-apiserver",
                                                "resources",
                                                JsonValue.object(),
                                                "port",
                                                6443)),
                                "hostNetwork",
                                true));
        assertThat(written(pod))
                .isEqualTo(
                        """
                        apiVersion: v1
                        spec:
                          containers:
                          - command:
                            - kube-apiserver
                            - "--secure-port=6443"
                            name: kube-apiserver
                            resources: {}
                            port: 6443
                          hostNetwork: true
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8080",
                "true",
                "yes",
                "No",
                "on",
                "y",
                "1.30",
                "1e3",
                "0x1f",
                "0o17",
                "0644",
                "~",
                "null",
                "",
                " ",
                "a: b",
                "a #b",
                "- x",
                "-",
                "---",
                "...",
                "?",
                "*a",
                "&a",
                "!t",
                "%x",
                "@x",
                "`x",
                "[",
                "{",
                "'",
                "\"",
                "a\nb",
                "a\n",
                "\ta",
                "a ",
                "12:30:45",
                "2001-01-01",
                ".inf",
                ".NaN",
                "\u001b[2J",
                "\u0000",
                "\u0085",
                "\ufeff",
                "\u2028",
                "\ud83d\ude00",
                "a:",
                ":a",
                "=",
                "<<",
                "1_000",
                "e10",
                "+1",
                "caf\u00e9",
                "|",
                ">"
            })
    void textComesBackAsTheSameText(String text) {
        var value =
                JsonValue.object("k", text, text, "v", "l", JsonValue.array(JsonValue.of(text)));
        assertThat(plain(written(value))).isEqualTo(value);
    }

    @Test
    void whateverIsWrittenReadsBackTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            JsonValue value = any(random, 5);
            assertThat(plain(written(value))).as(written(value)).isEqualTo(value);
            assertThat(written(plain(written(value)))).isEqualTo(written(value));
        }
    }

    @Test
    void aNumberWithoutAJsonFormIsRefused() {
        assertThat(YamlText.plain("a: .inf".getBytes(StandardCharsets.UTF_8)).isOk()).isFalse();
        assertThat(YamlText.plain("a: &x 1".getBytes(StandardCharsets.UTF_8)).isOk()).isFalse();
    }

    private static JsonValue any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> JsonValue.nothing();
            case 1 -> JsonValue.of(random.nextBoolean());
            case 2 -> JsonValue.of(random.nextLong());
            case 3 -> JsonValue.of(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 4, 5 -> JsonValue.of(text(random));
            case 6 -> {
                List<JsonValue> items = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    items.add(any(random, depth - 1));
                }
                yield JsonValue.array(items);
            }
            default -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    fields.put(text(random), any(random, depth - 1));
                }
                yield new JsonValue.Obj(fields);
            }
        };
    }

    private static String text(Random random) {
        String letters = "abyn01.-+:#'\" \n\t\\{}[],&*!|>%@~=eEx_\u00e9\u001b\u20ac";
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            out.append(letters.charAt(random.nextInt(letters.length())));
        }
        return out.toString();
    }
}
