package dev.postern.lab.host.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arguments taken apart as getopt(3) does: options anywhere, until {@code --}. */
record Options(Map<String, String> given, List<String> operands) {

    /**
     * @param spec short options as for getopt(3), a colon behind those with a value: "dm:"
     */
    static Options parse(String program, List<String> arguments, String spec) throws Usage {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String a = arguments.get(i);
            if (a.equals("--")) {
                operands.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            if (a.startsWith("--")) {
                throw Usage.tryHelp(program, "unrecognized option '" + a + "'");
            }
            if (!a.startsWith("-") || a.equals("-")) {
                operands.add(a);
                continue;
            }
            for (int k = 1; k < a.length(); k++) {
                char option = a.charAt(k);
                int at = option == ':' ? -1 : spec.indexOf(option);
                if (at < 0) {
                    throw Usage.tryHelp(program, "invalid option -- '" + option + "'");
                }
                boolean valued = at + 1 < spec.length() && spec.charAt(at + 1) == ':';
                if (!valued) {
                    given.put("" + option, "");
                } else if (k + 1 < a.length()) {
                    given.put("" + option, a.substring(k + 1));
                    break;
                } else if (i + 1 < arguments.size()) {
                    given.put("" + option, arguments.get(++i));
                } else {
                    throw Usage.tryHelp(program, "option requires an argument -- '" + option + "'");
                }
            }
        }
        return new Options(given, List.copyOf(operands));
    }

    boolean has(String option) {
        return given.containsKey(option);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(given.get(option));
    }

    /** Operands, of which there must be one at least. */
    List<String> some(String program, String missing) throws Usage {
        if (operands.isEmpty()) {
            throw Usage.tryHelp(program, missing);
        }
        return operands;
    }
}
