package dev.postern.console;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.shell.ShellBeans;
import dev.postern.console.shell.Start;
import dev.postern.console.wiring.Beans;
import dev.postern.console.wiring.WiringBeans;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The Spring part: what the shell needs, and nothing that looks for more. Beans are named in {@code
 * …Beans}, each is made when it is first used.
 */
final class ConsoleApplication extends SpringApplication {
    private final Consumer<Beans> parts;

    private ConsoleApplication(Consumer<Beans> parts) {
        super(ConsoleApplication.class);
        this.parts = parts;
        // Nothing listens to the start: no search for property files that must not be read, no
        // logging system of Spring Boot's own.
        setListeners(List.of());
        setInitializers(List.of());
        setBannerMode(Banner.Mode.OFF);
        setWebApplicationType(WebApplicationType.NONE);
        setAddCommandLineProperties(false);
        setLogStartupInfo(false);
        setRegisterShutdownHook(false);
        setAddConversionService(false);
        setEnvironment(new OwnEnvironment());
        // One that looks for no annotations.
        setApplicationContextFactory(type -> new GenericApplicationContext());
    }

    static ExitCode run(Start start, CommandIndex index, Vocabulary vocabulary) {
        var application = new ConsoleApplication(b -> add(b, start, index, vocabulary));
        return ExitCode.ofCode(SpringApplication.exit(application.run()));
    }

    static void add(Beans beans, Start start, CommandIndex index, Vocabulary vocabulary) {
        beans.given(start);
        beans.given(index);
        beans.given(vocabulary);
        WiringBeans.addTo(beans);
        CommandBeans.addTo(beans, index);
        ShellBeans.addTo(beans);
    }

    /** In place of a search for classes that carry annotations. */
    @Override
    protected void load(ApplicationContext context, Object[] sources) {
        var factory = ((GenericApplicationContext) context).getDefaultListableBeanFactory();
        // Spring's own would first ask the JDK for all locales that there are.
        factory.registerSingleton(
                AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME, new NoMessages());
        parts.accept(new Beans(factory));
    }

    /** Nothing configures it from outside, so there is no property to be bound to it. */
    @Override
    protected void bindToSpringApplication(ConfigurableEnvironment environment) {}

    /** Nothing is said in other languages; what is asked for nevertheless is not there. */
    private static final class NoMessages implements MessageSource {
        @Override
        public @Nullable String getMessage(
                String code,
                Object @Nullable [] arguments,
                @Nullable String byDefault,
                @Nullable Locale locale) {
            return byDefault;
        }

        @Override
        public String getMessage(
                String code, Object @Nullable [] arguments, @Nullable Locale locale) {
            throw new NoSuchMessageException(code);
        }

        @Override
        public String getMessage(MessageSourceResolvable wanted, @Nullable Locale locale) {
            String byDefault = wanted.getDefaultMessage();
            if (byDefault == null) {
                throw new NoSuchMessageException(String.valueOf(wanted));
            }
            return byDefault;
        }
    }

    /**
     * Nothing from outside configures Spring: no environment variable, no property file that lies
     * in the directory where someone happens to start Postern.
     */
    private static final class OwnEnvironment extends StandardEnvironment {
        @Override
        protected void customizePropertySources(MutablePropertySources sources) {}
    }
}
