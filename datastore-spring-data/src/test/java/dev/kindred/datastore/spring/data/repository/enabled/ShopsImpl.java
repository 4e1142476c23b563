package dev.kindred.datastore.spring.data.repository.enabled;

public class ShopsImpl {

    public String greeting() {
        return "hello";
    }
}
