package dev.postern.console;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.shell.ShellConfiguration;
import dev.postern.console.shell.Start;
import dev.postern.console.wiring.WiringConfiguration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.shell.core.autoconfigure.SpringShellAutoConfiguration;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Spring part: only what the shell needs, each bean made when it is first used. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    SpringShellAutoConfiguration.class
})
@Import({ShellConfiguration.class, WiringConfiguration.class, CommandConfiguration.class})
public class ConsoleApplication {
    static ExitCode run(Start start, CommandIndex index, Vocabulary vocabulary) {
        SpringApplication app = new Unbound();
        // Nothing listens to the start: no search for property files that must not be read, no
        // logging system of Spring Boot's own.
        app.setListeners(List.of());
        app.setBannerMode(Banner.Mode.OFF);
        app.setWebApplicationType(WebApplicationType.NONE);
        app.setAddCommandLineProperties(false);
        app.setLogStartupInfo(false);
        app.setRegisterShutdownHook(false);
        app.setAddConversionService(false);
        app.setLazyInitialization(true);
        app.setEnvironment(new OwnEnvironment());
        app.addInitializers(context -> register(context, start, index, vocabulary));
        ConfigurableApplicationContext context = app.run();
        return ExitCode.ofCode(SpringApplication.exit(context));
    }

    private static void register(
            ConfigurableApplicationContext context,
            Start start,
            CommandIndex index,
            Vocabulary vocabulary) {
        var beans = context.getBeanFactory();
        // Spring's own would first ask the JDK for all locales that there are.
        beans.registerSingleton(
                AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME, new NoMessages());
        beans.registerSingleton("start", start);
        beans.registerSingleton("commandIndex", index);
        beans.registerSingleton("vocabulary", vocabulary);
        BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
        for (Class<? extends ConsoleCommand<?>> c : index.classes()) {
            RootBeanDefinition definition = new RootBeanDefinition(c);
            definition.setLazyInit(true);
            registry.registerBeanDefinition(c.getName(), definition);
        }
    }

    /** Nothing configures it from outside, so there is no property to be bound to it. */
    private static final class Unbound extends SpringApplication {
        Unbound() {
            super(ConsoleApplication.class);
        }

        @Override
        protected void bindToSpringApplication(ConfigurableEnvironment environment) {}
    }

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
        protected void customizePropertySources(MutablePropertySources sources) {
            sources.addLast(
                    new MapPropertySource(
                            "postern",
                            Map.of(
                                    "spring.shell.history.name",
                                    "history",
                                    "spring.shell.command.history.enabled",
                                    "false",
                                    "spring.shell.command.help.enabled",
                                    "false",
                                    "spring.shell.command.version.enabled",
                                    "false",
                                    "spring.shell.command.clear.enabled",
                                    "false",
                                    "spring.shell.command.script.enabled",
                                    "false",
                                    "spring.main.lazy-initialization",
                                    "true")));
        }
    }
}
