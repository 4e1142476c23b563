package dev.kindred.garden;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class GardenApplication {}
