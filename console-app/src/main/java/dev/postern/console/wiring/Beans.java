package dev.postern.console.wiring;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

import java.util.function.Supplier;

/**
 * Says to Spring which beans there are. Each is made once, when it is first asked for. Nothing is
 * read from annotations: that was a third of the time until the prompt.
 */
public final class Beans {
    private final DefaultListableBeanFactory factory;

    public Beans(DefaultListableBeanFactory factory) {
        this.factory = factory;
    }

    /** One that is made by its only constructor, from other beans. */
    public void add(Class<?> type) {
        add(
                new RootBeanDefinition(
                        type, AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false),
                type);
    }

    /** One that is made so. */
    public <T> void add(Class<T> type, Supplier<T> maker) {
        add(new RootBeanDefinition(type, maker), type);
    }

    /** One that is made so, and when the context is closed {@code end} of it is called. */
    public <T> void add(Class<T> type, Supplier<T> maker, String end) {
        RootBeanDefinition definition = new RootBeanDefinition(type, maker);
        definition.setDestroyMethodName(end);
        add(definition, type);
    }

    private void add(RootBeanDefinition definition, Class<?> type) {
        definition.setLazyInit(true);
        factory.registerBeanDefinition(type.getName(), definition);
    }

    /** One that there is already. */
    public void given(Object bean) {
        factory.registerSingleton(bean.getClass().getName(), bean);
    }

    /** The bean of this type: made now, unless it was before. */
    public <T> T get(Class<T> type) {
        return factory.getBean(type);
    }
}
