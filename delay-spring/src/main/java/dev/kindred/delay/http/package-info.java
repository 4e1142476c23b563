/**
 * Tasks over HTTP: {@link dev.kindred.delay.http.DelayHttpHandler} runs the task of a signed {@code POST} at {@code /_ah/queue/delay}, with the same invoker as the workers;
 * {@link dev.kindred.delay.http.TaskSigner} signs and checks. Needs Spring MVC.
 */
@NullMarked
package dev.kindred.delay.http;

import org.jspecify.annotations.NullMarked;
