package dev.kindred.delay;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Gives every bean with {@link Delayed} methods a proxy that stores their calls. Its advice wraps that which is there, and a second one, innermost, ends a task in the
 * transaction of its method. Declare it by a static method; it asks for the {@link DelayTemplate} at the first call only.
 */
@SuppressWarnings("serial")
public final class DelayedBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

    private static final AnnotationMatchingPointcut DELAYED = new AnnotationMatchingPointcut(null, Delayed.class, true);

    private final Advisor completion = new DefaultPointcutAdvisor(DELAYED, new CompletionInterceptor());

    /** A post-processor for the bean factory it is put into. */
    public DelayedBeanPostProcessor() {
        setBeforeExistingAdvisors(true);
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        super.setBeanFactory(beanFactory); // also takes over what kind of proxies the application wants
        this.advisor = new DefaultPointcutAdvisor(
                DELAYED, new DelayedInterceptor(SingletonSupplier.of(() -> beanFactory.getBean(DelayTemplate.class))));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Object result = super.postProcessAfterInitialization(bean, beanName);
        if (result instanceof Advised advised && !advised.isFrozen() && advises(advised) && !ends(advised)) {
            advised.addAdvisor(advised.getAdvisorCount(), completion);
        }
        return result;
    }

    /** A class that can have no proxy is left as it is: the registry reports it, with everything else that is wrong. */
    @Override
    protected boolean isEligible(Class<?> targetClass) {
        return super.isEligible(targetClass)
                && (!Modifier.isFinal(targetClass.getModifiers()) || hasInterfaceMethod(targetClass));
    }

    private static boolean hasInterfaceMethod(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .anyMatch(method -> AnnotatedElementUtils.hasAnnotation(method, Delayed.class)
                        && ClassUtils.getInterfaceMethodIfPossible(method, type) != method);
    }

    /** Class proxies are the rule; a final class that has interfaces can still have a proxy of these. */
    @Override
    protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
        ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
        if (Modifier.isFinal(bean.getClass().getModifiers())) {
            factory.setProxyTargetClass(false);
        }
        return factory;
    }

    @Override
    public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
        return Modifier.isFinal(beanClass.getModifiers()) ? beanClass : super.determineBeanType(beanClass, beanName);
    }

    private boolean advises(Advised advised) {
        return this.advisor != null && advised.indexOf(this.advisor) >= 0;
    }

    private boolean ends(Advised advised) {
        return advised.indexOf(completion) >= 0;
    }
}
