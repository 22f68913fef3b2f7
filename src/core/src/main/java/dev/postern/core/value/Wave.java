package dev.postern.core.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry of {@code waves}: a count of targets, or a share of all of them. */
public sealed interface Wave {
    record Count(int targets) implements Wave {
        public Count {
            if (targets < 1) {
                throw new IllegalArgumentException("a wave has at least one target");
            }
        }

        @Override
        public String toString() {
            return String.valueOf(targets);
        }
    }

    record Share(Percent percent) implements Wave {
        @Override
        public String toString() {
            return percent.toString();
        }
    }

    /** Empty where the text is neither a whole number above zero nor a percent above zero. */
    static Optional<Wave> parse(String text) {
        if (text.matches("[1-9]\\d{0,6}")) {
            return Optional.of(new Count(Integer.parseInt(text)));
        }
        return Percent.parse(text).filter(p -> p.value() > 0).map(Share::new);
    }

    /**
     * The sizes of all waves over {@code total} targets: the last entry repeats until all are done.
     *
     * <p>A share is a share of all targets, rounded up: {@code [1, 5, 20%]} over 48 is 1, 5, 10,
     * 10, 10, 10, 2. No entries means one wave with all.
     */
    static List<Integer> resolve(List<Wave> waves, int total) {
        List<Integer> sizes = new ArrayList<>();
        int left = total;
        for (int i = 0; left > 0; i++) {
            int size =
                    waves.isEmpty()
                            ? left
                            : switch (waves.get(Math.min(i, waves.size() - 1))) {
                                case Count c -> c.targets();
                                case Share s -> s.percent().of(total);
                            };
            size = Math.min(Math.max(1, size), left);
            sizes.add(size);
            left -= size;
        }
        return List.copyOf(sizes);
    }
}
