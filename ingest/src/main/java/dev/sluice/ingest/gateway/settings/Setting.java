package dev.sluice.ingest.gateway.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Default and range of a setting, written as in the configuration file.
 *
 * <p>The key is the component's name in snake case, below the key of the section that holds it. A component that is a list
 * of records has YAML for its default, and bounds for the number of its items.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** Returns the default, empty if there is none: the key is then asked for, or its component is an {@code Optional}. */
  String value() default "";

  /** Returns the smallest allowed value, empty if there is none. */
  String min() default "";

  /** Returns the largest allowed value, empty if there is none. */
  String max() default "";

  /** Returns whether the value is shown to nobody. */
  boolean isSecret() default false;
}
