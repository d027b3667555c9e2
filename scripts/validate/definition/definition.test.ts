import { readFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { assertFound, type Mistake } from "../../dev/testing/mistakes.ts";
import { root } from "../../shared/paths.ts";
import { validate } from "../validate.ts";

const test = suite("definition");

const starter = "steps/01-starter/starter.asl.json";
const notifications = "steps/03-notifications/notifications.asl.json";
const tweetbot = "steps/04-tweetbot/tweetbot.asl.json";
const parallel = "steps/05-dynamo-parallel/tweetbot.asl.json";
const audit = "steps/03-notifications/audit.asl.json";
const jsonPath = "scripts/validate/examples/jsonpath.asl.json";
const jsonata = "scripts/validate/examples/jsonata.asl.json";

/** Mistakes in the course's definitions, and in two examples that have what no step has. AWS refuses each of them. */
const mistakes: Mistake[] = [
  {
    mistake: "StartAt names no state",
    file: starter,
    from: '"StartAt": "Wait Before"',
    to: '"StartAt": "Wait"',
    problems: [
      ['"StartAt": "Wait",', '"StartAt" names "Wait", which is not a state: name one of the "States" here.'],
    ],
  },
  {
    mistake: "StartAt has a typo",
    file: starter,
    from: '"StartAt": "Wait Before"',
    to: '"StartAt": "Wait before"',
    problems: [
      [
        '"StartAt": "Wait before",',
        '"StartAt" names "Wait before", which is not a state; did you mean "Wait Before"?',
      ],
    ],
  },
  {
    mistake: "StartAt is missing",
    file: starter,
    from: '\n  "StartAt": "Wait Before",',
    to: "",
    problems: [["{", '"StartAt" is missing: a state machine needs it.']],
  },
  {
    mistake: "an unknown field of the state machine",
    file: starter,
    from: '"StartAt"',
    to: '"Description": "Waits",\n  "StartAt"',
    problems: [['"Description": "Waits",', '"Description" is not a field of a state machine; take it out.']],
  },
  {
    mistake: "a typo in a field of the state machine",
    file: notifications,
    from: '"TimeoutSeconds": 8',
    to: '"TimeoutSecond": 8',
    problems: [
      [
        '"TimeoutSecond": 8,',
        '"TimeoutSecond" is not a field of a state machine; did you mean "TimeoutSeconds"?',
      ],
    ],
  },
  {
    mistake: "the time limit is a text",
    file: notifications,
    from: '"TimeoutSeconds": 8',
    to: '"TimeoutSeconds": "8"',
    problems: [
      ['"TimeoutSeconds": "8",', '"TimeoutSeconds" must be a whole number from 1 to 99999999, not "8".'],
    ],
  },
  {
    mistake: "a query language that there is not",
    file: starter,
    from: '"StartAt"',
    to: '"QueryLanguage": "JSONAta",\n  "StartAt"',
    problems: [
      [
        '"QueryLanguage": "JSONAta",',
        '"QueryLanguage" must be "JSONPath" or "JSONata", not "JSONAta"; did you mean "JSONata"?',
      ],
    ],
  },
  {
    mistake: "neither Next nor End",
    file: starter,
    from: '"Seconds": 5,\n      "End": true',
    to: '"Seconds": 5',
    problems: [['"Wait After": {', 'this state leads nowhere: add "Next", or "End": true.']],
  },
  {
    mistake: "Next and End",
    file: starter,
    from: '"Seconds": 5,\n      "End": true',
    to: '"Seconds": 5,\n      "Next": "Hello",\n      "End": true',
    problems: [['"End": true', '"Next" and "End": true exclude each other; keep one.']],
  },
  {
    mistake: "End is false, and there is no Next",
    file: starter,
    from: '"End": true',
    to: '"End": false',
    problems: [['"Wait After": {', 'this state leads nowhere: add "Next", or "End": true.']],
  },
  {
    mistake: "End is a text",
    file: starter,
    from: '"End": true',
    to: '"End": "true"',
    problems: [['"End": "true"', '"End" must be true or false, not "true".']],
  },
  {
    mistake: "Next names no state",
    file: starter,
    from: '"Next": "Wait After"',
    to: '"Next": "Goodbye"',
    problems: [
      ['"Next": "Goodbye"', '"Next" names "Goodbye", which is not a state: name one of the "States" here.'],
    ],
  },
  {
    mistake: "Next has a typo",
    file: starter,
    from: '"Next": "Wait After"',
    to: '"Next": "WaitAfter"',
    problems: [
      ['"Next": "WaitAfter"', '"Next" names "WaitAfter", which is not a state; did you mean "Wait After"?'],
    ],
  },
  {
    mistake: "Next is a number",
    file: starter,
    from: '"Next": "Wait After"',
    to: '"Next": 3',
    problems: [['"Next": 3', '"Next" must be a text, not 3.']],
  },
  {
    mistake: "next in small letters",
    file: starter,
    from: '"Next": "Wait After"',
    to: '"next": "Wait After"',
    problems: [['"next": "Wait After"', '"next" is not a field of a Task state; did you mean "Next"?']],
  },
  {
    mistake: "Next leaves the branch",
    file: parallel,
    from: '"End": true\n            },\n            "Message Not Generated"',
    to: '"Next": "Message"\n            },\n            "Message Not Generated"',
    problems: [
      [
        '"Next": "Message"',
        '"Next" names "Message", which is not a state: it is not in the same "States", and branches and the states around them can\'t lead to each other.',
      ],
    ],
  },
  {
    mistake: "a Catch leaves the branch",
    file: parallel,
    from: '"Next": "Message Not Generated"',
    to: '"Next": "No Tweet Found"',
    problems: [
      [
        '"Next": "No Tweet Found"',
        '"Next" names "No Tweet Found", which is not a state: it is not in the same "States", and branches and the states around them can\'t lead to each other.',
      ],
    ],
  },
  {
    mistake: "a Catch names no state",
    file: tweetbot,
    from: '"Next": "No Tweet Found"',
    to: '"Next": "No Tweets Found"',
    problems: [
      [
        '"Next": "No Tweets Found"',
        '"Next" names "No Tweets Found", which is not a state; did you mean "No Tweet Found"?',
      ],
    ],
  },
  {
    mistake: "a state that nothing leads to",
    file: starter,
    from: '"StartAt": "Wait Before"',
    to: '"StartAt": "Hello"',
    problems: [
      [
        '"Wait Before": {',
        'nothing leads to the state "Wait Before": name it in "Next", "Default" or "StartAt", or take it out.',
      ],
    ],
  },
  {
    mistake: "nothing ends the execution",
    file: starter,
    from: '"Seconds": 5,\n      "End": true',
    to: '"Seconds": 5,\n      "Next": "Wait Before"',
    problems: [['"StartAt": "Wait Before",', 'no state ends this: give one of them "End": true.']],
  },
  {
    mistake: "two states of the same name in different branches",
    file: parallel,
    from: '"StartAt": "Store Tweet",\n          "States": {\n            "Store Tweet"',
    to: '"StartAt": "Message",\n          "States": {\n            "Message"',
    problems: [
      [
        '"Message": {',
        'there is a state "Message" in line 130, too: names must differ across the whole definition.',
      ],
    ],
  },
  {
    mistake: "a name that is too long",
    file: parallel,
    from: /Tweet Not Stored": \{|XX/,
    to: 'Tweet Not Stored Tweet Not Stored Tweet Not Stored Tweet Not Stored Tweet Not Stored ": {',
    problems: [
      [
        '"Next": "Tweet Not Stored"',
        '"Next" names "Tweet Not Stored", which is not a state: name one of the "States" here.',
      ],
      [
        '"Tweet Not Stored Tweet Not Stored Tweet Not Stored Tweet Not Stored Tweet Not Stored ": {',
        "the name of this state has 85 characters; it may have 1 to 80.",
      ],
    ],
  },
  {
    mistake: "a type with a typo",
    file: starter,
    from: '"Type": "Task"',
    to: '"Type": "Tsk"',
    problems: [['"Type": "Tsk",', '"Type" is "Tsk", which is not a type of state; did you mean "Task"?']],
  },
  {
    mistake: "a type that there is not",
    file: starter,
    from: '"Type": "Task"',
    to: '"Type": "Lambda"',
    problems: [
      [
        '"Type": "Lambda",',
        '"Type" is "Lambda", which is not a type of state: write one of Task, Pass, Wait, Choice, Succeed, Fail, Parallel, Map.',
      ],
    ],
  },
  {
    mistake: "no type",
    file: starter,
    from: '"Type": "Task",\n      ',
    to: "",
    problems: [
      [
        '"Hello": {',
        '"Type" is missing: write one of Task, Pass, Wait, Choice, Succeed, Fail, Parallel, Map.',
      ],
    ],
  },
  {
    mistake: "type in small letters",
    file: starter,
    from: '"Type": "Task"',
    to: '"type": "Task"',
    problems: [['"type": "Task",', '"type" is not a field of a state; did you mean "Type"?']],
  },
  {
    mistake: "resultPath in small letters",
    file: starter,
    from: '"ResultPath"',
    to: '"resultPath"',
    problems: [
      [
        '"resultPath": "$.taskresult",',
        '"resultPath" is not a field of a Task state; did you mean "ResultPath"?',
      ],
    ],
  },
  {
    mistake: "a field of another type of state",
    file: starter,
    from: '"Seconds": 5,\n      "End"',
    to: '"Seconds": 5,\n      "ResultPath": "$.waited",\n      "End"',
    problems: [['"ResultPath": "$.waited",', '"ResultPath" is not a field of a Wait state; take it out.']],
  },
  {
    mistake: "a Succeed state with End",
    file: audit,
    from: '"Type": "Succeed"',
    to: '"Type": "Succeed",\n      "End": true',
    problems: [['"End": true', 'a Succeed state has no "End": it ends the execution.']],
  },
  {
    mistake: "a Fail state with Next",
    file: tweetbot,
    from: '"Error": "NoTweetFound",',
    to: '"Error": "NoTweetFound",\n      "Next": "Wait",',
    problems: [['"Next": "Wait",', 'a Fail state has no "Next": it ends the execution.']],
  },
  {
    mistake: "a state that is not an object",
    file: starter,
    from: '"Wait After": {\n      "Type": "Wait",\n      "Seconds": 5,\n      "End": true\n    }',
    to: '"Wait After": "Wait"',
    problems: [['"Wait After": "Wait"', 'the state "Wait After" must be an object, not "Wait".']],
  },
  {
    mistake: "a comment that is not a text",
    file: starter,
    from: '"Comment": "ResultPath puts the greeting beside the input instead of over it."',
    to: '"Comment": ["ResultPath"]',
    problems: [['"Comment": ["ResultPath"],', '"Comment" must be a text, not a list.']],
  },
  {
    mistake: "Seconds is negative",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Seconds": -5,\n      "Next"',
    problems: [['"Seconds": -5,', '"Seconds" must be a whole number from 0 to 99999999, not -5.']],
  },
  {
    mistake: "Seconds is a text",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Seconds": "5",\n      "Next"',
    problems: [['"Seconds": "5",', '"Seconds" must be a whole number from 0 to 99999999, not "5".']],
  },
  {
    mistake: "a Wait state without a time",
    file: starter,
    from: '\n      "Seconds": 5,\n      "Next"',
    to: '\n      "Next"',
    problems: [
      [
        '"Wait Before": {',
        'a Wait state needs "Seconds" or "SecondsPath" or "Timestamp" or "TimestampPath".',
      ],
    ],
  },
  {
    mistake: "a Wait state with two times",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Seconds": 5,\n      "SecondsPath": "$.wait",\n      "Next"',
    problems: [['"SecondsPath": "$.wait",', '"Seconds" and "SecondsPath" exclude each other; keep one.']],
  },
  {
    mistake: "a time that is not one",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Timestamp": "tomorrow",\n      "Next"',
    problems: [
      [
        '"Timestamp": "tomorrow",',
        '"Timestamp" must be a time such as "2026-03-14T01:59:00Z", not "tomorrow".',
      ],
    ],
  },
  {
    mistake: "a Resource that is not an ARN",
    file: starter,
    from: '"${HelloFunctionArn}"',
    to: '"HelloFunction"',
    problems: [
      [
        '"Resource": "HelloFunction",',
        '"Resource" is "HelloFunction", which is not an ARN: write "${Name}" and fill it in the template, or an integration such as "arn:aws:states:::lambda:invoke".',
      ],
    ],
  },
  {
    mistake: "no Resource",
    file: starter,
    from: '"Resource": "${HelloFunctionArn}",\n      ',
    to: "",
    problems: [['"Hello": {', '"Resource" is missing: a Task state needs it.']],
  },
  {
    mistake: "an integration that there is not",
    file: tweetbot,
    from: '"arn:aws:states:::sns:publish"',
    to: '"arn:aws:states:::sns:publishh"',
    problems: [
      [
        '"Resource": "arn:aws:states:::sns:publishh",',
        '"Resource" is "arn:aws:states:::sns:publishh", and sns has no integration "publishh"; did you mean "publish"?',
      ],
    ],
  },
  {
    mistake: "an integration that is not written as one",
    file: tweetbot,
    from: '"arn:aws:states:::sns:publish"',
    to: '"arn:aws:states:::sns"',
    problems: [
      [
        '"Resource": "arn:aws:states:::sns",',
        '"Resource" is "arn:aws:states:::sns", which is not an integration: write it like "arn:aws:states:::lambda:invoke".',
      ],
    ],
  },
  {
    mistake: "an action with a capital letter",
    file: tweetbot,
    from: '"arn:aws:states:::sns:publish"',
    to: '"arn:aws:states:::aws-sdk:sns:Publish"',
    problems: [
      [
        '"Resource": "arn:aws:states:::aws-sdk:sns:Publish",',
        '"Resource" is "arn:aws:states:::aws-sdk:sns:Publish", and an action begins with a small letter: "publish".',
      ],
    ],
  },
  {
    mistake: "a way to wait that there is not",
    file: tweetbot,
    from: '"arn:aws:states:::sns:publish"',
    to: '"arn:aws:states:::sns:publish.waitForToken"',
    problems: [
      [
        '"Resource": "arn:aws:states:::sns:publish.waitForToken",',
        '"Resource" is "arn:aws:states:::sns:publish.waitForToken", and .waitForToken is not a way to wait; write .sync or .waitForTaskToken.',
      ],
    ],
  },
  {
    mistake: "a parameter with a typo",
    file: tweetbot,
    from: '"FunctionName": "${FindTweetFunctionArn}"',
    to: '"FunctioName": "${FindTweetFunctionArn}"',
    problems: [
      [
        '"FunctioName": "${FindTweetFunctionArn}",',
        '"FunctioName" is not a parameter of lambda:invoke; did you mean "FunctionName"?',
      ],
    ],
  },
  {
    mistake: "a parameter is missing",
    file: tweetbot,
    from: '"PhoneNumber.$": "$.phoneNumber",\n        ',
    to: "",
    problems: [
      [
        '"Parameters": {',
        '"TopicArn" or "TargetArn" or "PhoneNumber" is missing in "Parameters": sns:publish needs it.',
      ],
    ],
  },
  {
    mistake: "TimeoutSeconds is 0",
    file: starter,
    from: '"TimeoutSeconds": 30',
    to: '"TimeoutSeconds": 0',
    problems: [
      ['"TimeoutSeconds": 0,', '"TimeoutSeconds" must be a whole number from 1 to 99999999, not 0.'],
    ],
  },
  {
    mistake: "HeartbeatSeconds is as long as TimeoutSeconds",
    file: starter,
    from: '"TimeoutSeconds": 30',
    to: '"TimeoutSeconds": 30,\n      "HeartbeatSeconds": 30',
    problems: [['"HeartbeatSeconds": 30,', '"HeartbeatSeconds" must be less than "TimeoutSeconds".']],
  },
  {
    mistake: "ResultPath without $",
    file: starter,
    from: '"ResultPath": "$.taskresult"',
    to: '"ResultPath": "taskresult"',
    problems: [
      [
        '"ResultPath": "taskresult",',
        '"ResultPath" is "taskresult", which is not a path: a path begins with "$", as in "$.taskresult".',
      ],
    ],
  },
  {
    mistake: "ResultPath into the context object",
    file: starter,
    from: '"ResultPath": "$.taskresult"',
    to: '"ResultPath": "$$.taskresult"',
    problems: [
      [
        '"ResultPath": "$$.taskresult",',
        '"ResultPath" is "$$.taskresult", which does not lead into the state\'s input: write it like "$.result".',
      ],
    ],
  },
  {
    mistake: "ResultPath to several places",
    file: starter,
    from: '"ResultPath": "$.taskresult"',
    to: '"ResultPath": "$.results[*]"',
    problems: [
      [
        '"ResultPath": "$.results[*]",',
        '"ResultPath" is "$.results[*]", which may lead to several places: name one, as in "$.tweets[0].id".',
      ],
    ],
  },
  {
    mistake: "a path that ends in a dot",
    file: starter,
    from: '"ResultPath": "$.taskresult"',
    to: '"ResultPath": "$."',
    problems: [['"ResultPath": "$.",', '"ResultPath" is "$.", which is not a path: it goes wrong at ".".']],
  },
  {
    mistake: "a path with a space",
    file: starter,
    from: '"ResultPath": "$.taskresult"',
    to: '"ResultPath": "$.task result"',
    problems: [
      [
        '"ResultPath": "$.task result",',
        '"ResultPath" is "$.task result", which is not a path: it goes wrong at " result".',
      ],
    ],
  },
  {
    mistake: "OutputPath without $",
    file: tweetbot,
    from: '"OutputPath": "$.Payload"',
    to: '"OutputPath": "Payload"',
    problems: [
      [
        '"OutputPath": "Payload",',
        '"OutputPath" is "Payload", which is not a path: a path begins with "$", as in "$.Payload".',
      ],
    ],
  },
  {
    mistake: "a path with an open bracket",
    file: parallel,
    from: '"OutputPath": "$[0]"',
    to: '"OutputPath": "$[0"',
    problems: [
      ['"OutputPath": "$[0",', '"OutputPath" is "$[0", which is not a path: it goes wrong at "[0".'],
    ],
  },
  {
    mistake: "a path with a name in brackets and no quotes",
    file: parallel,
    from: '"OutputPath": "$[0]"',
    to: '"OutputPath": "$[first]"',
    problems: [
      [
        '"OutputPath": "$[first]",',
        '"OutputPath" is "$[first]", which is not a path: [first] is neither a number nor a name in single quotes.',
      ],
    ],
  },
  {
    mistake: "a field that ends in .$ with a plain text",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": "tweet"',
    problems: [
      [
        '"Payload.$": "tweet"',
        '"Payload.$" is "tweet", which is neither a path nor an intrinsic function: begin a path with "$.", or call a plain text "Payload".',
      ],
    ],
  },
  {
    mistake: "a field that ends in .$ with an object",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": {}',
    problems: [['"Payload.$": {}', '"Payload.$" must be a path, as in "$.name", not an empty object.']],
  },
  {
    mistake: "a field twice, with .$ and without",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": "$",\n        "Payload": {}',
    problems: [['"Payload.$": "$",', '"Payload.$" and "Payload" are the same field; keep one.']],
  },
  {
    mistake: "an intrinsic function with a typo",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": "States.StringToJSN($.text)"',
    problems: [
      [
        '"Payload.$": "States.StringToJSN($.text)"',
        '"Payload.$" is "States.StringToJSN($.text)", which calls States.StringToJSN, which is not an intrinsic function; did you mean "States.StringToJson"?',
      ],
    ],
  },
  {
    mistake: "an intrinsic function with too few arguments",
    file: parallel,
    from: "States.Format('{}', $.expiresAt)",
    to: "States.Format('{} {}', $.expiresAt)",
    problems: [
      [
        '"ttl": { "N.$": "States.Format(\'{} {}\', $.expiresAt)" }',
        '"N.$" is "States.Format(\'{} {}\', $.expiresAt)", which has 2 times {} in its text, and 1 to fill them with.',
      ],
    ],
  },
  {
    mistake: "an intrinsic function with too many arguments",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": "States.UUID($.id)"',
    problems: [
      [
        '"Payload.$": "States.UUID($.id)"',
        '"Payload.$" is "States.UUID($.id)", which gives States.UUID the wrong number of arguments: it takes 0, not 1.',
      ],
    ],
  },
  {
    mistake: "an intrinsic function without its end",
    file: tweetbot,
    from: 'searchText)"',
    to: 'searchText"',
    problems: [
      [
        '"CausePath": "States.Format(\'No tweet matches {}. Nothing was sent. Search for fewer or for other words.\', $.searchText"',
        '"CausePath" is "States.Format(\'No tweet matches {}. Nothing was sent. Search for fewer or for other words.\', $.searchText", which is not a call: write the function\'s name and its arguments in parentheses.',
      ],
    ],
  },
  {
    mistake: "an argument without quotes",
    file: tweetbot,
    from: '"Payload.$": "$"',
    to: '"Payload.$": "States.Hash($.text, SHA-1)"',
    problems: [
      [
        '"Payload.$": "States.Hash($.text, SHA-1)"',
        '"Payload.$" is "States.Hash($.text, SHA-1)", which has SHA-1 as an argument: a text needs single quotes, a path begins with "$".',
      ],
    ],
  },
  {
    mistake: "ErrorEqual",
    file: starter,
    from: '"ErrorEquals"',
    to: '"ErrorEqual"',
    problems: [
      ['"ErrorEqual": [', '"ErrorEqual" is not a field of a Retry rule; did you mean "ErrorEquals"?'],
    ],
  },
  {
    mistake: "ErrorEquals is a text",
    file: starter,
    from: /"ErrorEquals": \[[^\]]*\]/,
    to: '"ErrorEquals": "States.ALL"',
    problems: [
      [
        '"ErrorEquals": "States.ALL",',
        '"ErrorEquals" must be a list with something in it, not "States.ALL".',
      ],
    ],
  },
  {
    mistake: "ErrorEquals is empty",
    file: starter,
    from: /"ErrorEquals": \[[^\]]*\]/,
    to: '"ErrorEquals": []',
    problems: [
      ['"ErrorEquals": [],', '"ErrorEquals" must be a list with something in it, not an empty list.'],
    ],
  },
  {
    mistake: "Retry is an object",
    file: starter,
    from: /"Retry": \[[\s\S]*?\n {6}\]/,
    to: '"Retry": { "ErrorEquals": ["States.ALL"] }',
    problems: [
      [
        '"Retry": { "ErrorEquals": ["States.ALL"] },',
        '"Retry" must be a list with something in it, not an object.',
      ],
    ],
  },
  {
    mistake: "States.ALL beside another error",
    file: notifications,
    from: '["FlakyError"]',
    to: '["FlakyError", "States.ALL"]',
    problems: [
      [
        '"ErrorEquals": ["FlakyError", "States.ALL"],',
        '"States.ALL" stands for every error: it must be alone in "ErrorEquals".',
      ],
    ],
  },
  {
    mistake: "States.ALL before another rule",
    file: notifications,
    from: '["FlakyError"]',
    to: '["States.ALL"]',
    problems: [
      [
        '"ErrorEquals": ["States.ALL"],',
        '"States.ALL" must be in the last rule of "Retry": no rule after it would be tried.',
      ],
    ],
  },
  {
    mistake: "States.ALL in a Catch before others",
    file: tweetbot,
    from: '["NoTweetFound"]',
    to: '["States.ALL"]',
    problems: [
      [
        '"ErrorEquals": ["States.ALL"],',
        '"States.ALL" must be in the last rule of "Catch": no rule after it would be tried.',
      ],
    ],
  },
  {
    mistake: "an error of Step Functions with a typo",
    file: parallel,
    from: '["States.ALL"],\n                  "IntervalSeconds"',
    to: '["States.All"],\n                  "IntervalSeconds"',
    problems: [
      [
        '"ErrorEquals": ["States.All"],',
        '"States.All" is not an error of Step Functions; did you mean "States.ALL"?',
      ],
    ],
  },
  {
    mistake: "BackoffRate below 1",
    file: starter,
    from: '"BackoffRate": 2',
    to: '"BackoffRate": 0.5',
    problems: [['"BackoffRate": 0.5,', '"BackoffRate" must be a number of at least 1, not 0.5.']],
  },
  {
    mistake: "MaxAttempts is negative",
    file: starter,
    from: '"MaxAttempts": 3',
    to: '"MaxAttempts": -1',
    problems: [['"MaxAttempts": -1,', '"MaxAttempts" must be a whole number from 0 to 99999999, not -1.']],
  },
  {
    mistake: "MaxAttempts is not whole",
    file: starter,
    from: '"MaxAttempts": 3',
    to: '"MaxAttempts": 2.5',
    problems: [['"MaxAttempts": 2.5,', '"MaxAttempts" must be a whole number from 0 to 99999999, not 2.5.']],
  },
  {
    mistake: "IntervalSeconds is 0",
    file: starter,
    from: '"IntervalSeconds": 1',
    to: '"IntervalSeconds": 0',
    problems: [
      ['"IntervalSeconds": 0,', '"IntervalSeconds" must be a whole number from 1 to 99999999, not 0.'],
    ],
  },
  {
    mistake: "MaxDelaySeconds is a text",
    file: tweetbot,
    from: '"MaxDelaySeconds": 10',
    to: '"MaxDelaySeconds": "10"',
    problems: [
      ['"MaxDelaySeconds": "10",', '"MaxDelaySeconds" must be a whole number from 1 to 31622399, not "10".'],
    ],
  },
  {
    mistake: "a jitter strategy that there is not",
    file: starter,
    from: '"JitterStrategy": "FULL"',
    to: '"JitterStrategy": "full"',
    problems: [
      [
        '"JitterStrategy": "full"',
        '"JitterStrategy" must be "FULL" or "NONE", not "full"; did you mean "FULL"?',
      ],
    ],
  },
  {
    mistake: "a Catch without Next",
    file: tweetbot,
    from: '"ResultPath": "$.error",\n          "Next": "Invalid Phone Number"',
    to: '"ResultPath": "$.error"',
    problems: [["{", '"Next" is missing: a Catch rule needs it.']],
  },
  {
    mistake: "a Catch with a field of a Retry",
    file: tweetbot,
    from: '"ErrorEquals": ["NoTweetFound"],',
    to: '"ErrorEquals": ["NoTweetFound"],\n          "MaxAttempts": 2,',
    problems: [['"MaxAttempts": 2,', '"MaxAttempts" is not a field of a Catch rule; take it out.']],
  },
  {
    mistake: "a branch with a field of the state machine",
    file: parallel,
    from: '"StartAt": "Generate Message"',
    to: '"TimeoutSeconds": 10,\n          "StartAt": "Generate Message"',
    problems: [['"TimeoutSeconds": 10,', '"TimeoutSeconds" is not a field of a branch; take it out.']],
  },
  {
    mistake: "a branch without StartAt",
    file: parallel,
    from: '"StartAt": "Generate Message",\n          ',
    to: "",
    problems: [["{", '"StartAt" is missing: a branch needs it.']],
  },
  {
    mistake: "Branches with a typo",
    file: parallel,
    from: '"Branches"',
    to: '"Branch"',
    problems: [['"Branch": [', '"Branch" is not a field of a Parallel state; did you mean "Branches"?']],
  },
  {
    mistake: "Branches is empty",
    file: parallel,
    from: /"Branches": \[[\s\S]*\n {6}\]/,
    to: '"Branches": []',
    problems: [['"Branches": [],', '"Branches" must be a list with something in it, not an empty list.']],
  },
  {
    mistake: "a field twice",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Seconds": 5,\n      "Seconds": 6,\n      "Next"',
    problems: [['"Seconds": 6,', '"Seconds" is already in line 7 of the same object; keep one.']],
  },
  {
    mistake: "a comma is missing",
    file: starter,
    from: '"Seconds": 5,\n      "Next"',
    to: '"Seconds": 5\n      "Next"',
    problems: [['"Seconds": 5', 'not valid JSON: a comma or "}" is missing after this.']],
  },
  {
    mistake: "a comma too many",
    file: starter,
    from: '"Seconds": 5,\n      "End": true',
    to: '"Seconds": 5,\n      "End": true,',
    problems: [['"End": true,', 'not valid JSON: a comma before "}": take it out.']],
  },
  {
    mistake: "single quotes",
    file: starter,
    from: '"Type": "Task"',
    to: "'Type': \"Task\"",
    problems: [["'Type': \"Task\",", 'not valid JSON: "\'" where a name in double quotes should be.']],
  },
  {
    mistake: "a comment",
    file: starter,
    from: '"Type": "Task"',
    to: '"Type": "Task" // calls a function',
    problems: [['"Type": "Task" // calls a function,', "not valid JSON: JSON has no comments: take it out."]],
  },
  {
    mistake: "a bracket is missing",
    file: starter,
    from: /\n\}\n$/,
    to: "\n",
    problems: [["", 'not valid JSON: the bracket that opens in line 1 is never closed: add "}".']],
  },
  {
    mistake: "a text without quotes",
    file: starter,
    from: '"Type": "Task"',
    to: '"Type": Task',
    problems: [['"Type": Task,', "not valid JSON: Task is not a value; a text needs double quotes."]],
  },
  {
    mistake: "an operator with a typo",
    file: jsonPath,
    from: '"NumericGreaterThanEquals": 10',
    to: '"NumericGreaterThanEqual": 10',
    problems: [
      [
        '{ "Variable": "$.order.size", "NumericGreaterThanEqual": 10 },',
        '"NumericGreaterThanEqual" is not a field of a rule inside another one; did you mean "NumericGreaterThanEquals"?',
      ],
    ],
  },
  {
    mistake: "an operator with a value of another type",
    file: jsonPath,
    from: '"NumericGreaterThanEquals": 10',
    to: '"NumericGreaterThanEquals": "10"',
    problems: [
      [
        '{ "Variable": "$.order.size", "NumericGreaterThanEquals": "10" },',
        '"NumericGreaterThanEquals" must be a number, not "10".',
      ],
    ],
  },
  {
    mistake: "a rule that asks nothing",
    file: jsonPath,
    from: '{ "Variable": "$.order.size", "NumericGreaterThanEquals": 10 }',
    to: '{ "Variable": "$.order.size" }',
    problems: [
      [
        '{ "Variable": "$.order.size" },',
        'this rule asks nothing: compare its "Variable", as in "StringEquals": "done".',
      ],
    ],
  },
  {
    mistake: "a rule that asks two things",
    file: jsonPath,
    from: '"NumericGreaterThanEquals": 10',
    to: '"NumericGreaterThanEquals": 10, "NumericLessThan": 20',
    problems: [
      [
        '{ "Variable": "$.order.size", "NumericGreaterThanEquals": 10, "NumericLessThan": 20 },',
        '"NumericGreaterThanEquals" and "NumericLessThan" are in one rule: join two rules with "And" or "Or".',
      ],
    ],
  },
  {
    mistake: "a comparison without its Variable",
    file: jsonPath,
    from: '"Variable": "$.order.size", ',
    to: "",
    problems: [['{ "NumericGreaterThanEquals": 10 },', '"Variable" is missing: a comparison needs it.']],
  },
  {
    mistake: "a Variable that is not a path",
    file: jsonPath,
    from: '"$.order.size"',
    to: '"order.size"',
    problems: [
      [
        '{ "Variable": "order.size", "NumericGreaterThanEquals": 10 },',
        '"Variable" is "order.size", which is not a path: a path begins with "$", as in "$.order.size".',
      ],
    ],
  },
  {
    mistake: "a rule without Next",
    file: jsonPath,
    from: ', "Next": "Nothing to Do"',
    to: "",
    problems: [
      [
        '{ "Variable": "$.order", "IsPresent": false },',
        '"Next" is missing: a rule of a Choice state in JSONPath needs it.',
      ],
    ],
  },
  {
    mistake: "Next in a rule inside another one",
    file: jsonPath,
    from: '"NumericGreaterThanEquals": 10',
    to: '"NumericGreaterThanEquals": 10, "Next": "Ask"',
    problems: [
      [
        '{ "Variable": "$.order.size", "NumericGreaterThanEquals": 10, "Next": "Ask" },',
        '"Next" is not a field of a rule inside another one; take it out.',
      ],
    ],
  },
  {
    mistake: "Not with a list",
    file: jsonPath,
    from: '"Not": { "Variable": "$.order[\'rush hour\']", "BooleanEquals": true }',
    to: '"Not": [{ "Variable": "$.order[\'rush hour\']", "BooleanEquals": true }]',
    problems: [
      [
        '{ "Not": [{ "Variable": "$.order[\'rush hour\']", "BooleanEquals": true }] },',
        '"Not" must be an object, not a list.',
      ],
    ],
  },
  {
    mistake: "IsPresent with a text",
    file: jsonPath,
    from: '"IsPresent": false',
    to: '"IsPresent": "no"',
    problems: [
      [
        '{ "Variable": "$.order", "IsPresent": "no", "Next": "Nothing to Do" },',
        '"IsPresent" must be true or false, not "no".',
      ],
    ],
  },
  {
    mistake: "a time in a rule that is not one",
    file: jsonPath,
    from: '"TimestampLessThan": "2026-03-14T01:59:00Z"',
    to: '"TimestampLessThan": "2026-03-14"',
    problems: [
      [
        '{ "Variable": "$.order.until", "TimestampLessThan": "2026-03-14" }',
        '"TimestampLessThan" must be a time such as "2026-03-14T01:59:00Z", not "2026-03-14".',
      ],
    ],
  },
  {
    mistake: "a rule that leads to no state",
    file: jsonPath,
    from: '"Next": "Wait Until"',
    to: '"Next": "Wait Till"',
    problems: [
      [
        '"Next": "Wait Till"',
        '"Next" names "Wait Till", which is not a state: name one of the "States" here.',
      ],
    ],
  },
  {
    mistake: "Default names no state",
    file: jsonPath,
    from: '"Default": "Wait Long"',
    to: '"Default": "Wait Longer"',
    problems: [
      [
        '"Default": "Wait Longer"',
        '"Default" names "Wait Longer", which is not a state; did you mean "Wait Long"?',
      ],
    ],
  },
  {
    mistake: "a Choice state with Next",
    file: jsonPath,
    from: '"Default": "Wait Long"',
    to: '"Default": "Wait Long",\n      "Next": "Ask"',
    problems: [
      ['"Next": "Ask"', 'a Choice state has no "Next": its rules and "Default" say what comes next.'],
    ],
  },
  {
    mistake: "a Choice state without rules",
    file: jsonPath,
    from: /"Choices": \[[\s\S]*?\n {6}\],/,
    to: '"Choices": [],',
    problems: [['"Choices": [],', '"Choices" must be a list with something in it, not an empty list.']],
  },
  {
    mistake: "a rule of JSONata in JSONPath",
    file: jsonPath,
    from: '"Variable": "$.order", "IsPresent": false',
    to: '"Condition": "{% true %}"',
    problems: [
      [
        '{ "Condition": "{% true %}", "Next": "Nothing to Do" },',
        '"Condition" is not a field of a rule of a Choice state in JSONPath; take it out.',
      ],
    ],
  },
  {
    mistake: "Assign of a name that a variable can't have",
    file: jsonPath,
    from: '"count": 3',
    to: '"3rd": 3',
    problems: [
      [
        '"Assign": { "first.$": "$.words[0]", "3rd": 3, "owner.$": "$$.Execution.Name" },',
        '"3rd" can\'t be the name of a variable: begin with a letter, then use letters, digits and _.',
      ],
    ],
  },
  {
    mistake: "Assign is a text",
    file: jsonPath,
    from: '"Assign": { "first.$": "$.words[0]", "count": 3, "owner.$": "$$.Execution.Name" }',
    to: '"Assign": "first"',
    problems: [['"Assign": "first",', '"Assign" must be an object, not "first".']],
  },
  {
    mistake: "Parameters beside ItemSelector",
    file: jsonPath,
    from: '"ItemSelector": { "word.$"',
    to: '"Parameters": {},\n      "ItemSelector": { "word.$"',
    problems: [['"Parameters": {},', '"ItemSelector" and "Parameters" exclude each other; keep one.']],
  },
  {
    mistake: "a Map state without ItemProcessor",
    file: jsonPath,
    from: /"MaxConcurrency": 2,\n {6}"ItemProcessor": \{[\s\S]*?\n {6}\},/,
    to: '"MaxConcurrency": 2,',
    problems: [['"Each": {', '"ItemProcessor" is missing: a Map state needs it.']],
  },
  {
    mistake: "a mode with a typo",
    file: jsonPath,
    from: '"Mode": "INLINE"',
    to: '"Mode": "INLNE"',
    problems: [
      [
        '"ProcessorConfig": { "Mode": "INLNE" },',
        '"Mode" must be "INLINE" or "DISTRIBUTED", not "INLNE"; did you mean "INLINE"?',
      ],
    ],
  },
  {
    mistake: "a distributed Map without ExecutionType",
    file: jsonPath,
    from: '"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"',
    to: '"Mode": "DISTRIBUTED"',
    problems: [
      [
        '"ProcessorConfig": { "Mode": "DISTRIBUTED" },',
        '"ExecutionType" is missing: a distributed Map needs it.',
      ],
    ],
  },
  {
    mistake: "ItemBatcher in an inline Map",
    file: jsonPath,
    from: '"MaxConcurrency": 2,',
    to: '"ItemBatcher": { "MaxItemsPerBatch": 10 },',
    problems: [
      [
        '"ItemBatcher": { "MaxItemsPerBatch": 10 },',
        '"ItemBatcher" works in a distributed Map only: add "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" } to "ItemProcessor".',
      ],
    ],
  },
  {
    mistake: "an ItemReader without Resource",
    file: jsonPath,
    from: '"Resource": "arn:aws:states:::s3:getObject",\n        ',
    to: "",
    problems: [['"ItemReader": {', '"Resource" is missing: an ItemReader needs it.']],
  },
  {
    mistake: "an ItemReader with a field that it does not have",
    file: jsonPath,
    from: '"ReaderConfig"',
    to: '"ReadConfig"',
    problems: [
      [
        '"ReadConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 100 },',
        '"ReadConfig" is not a field of an ItemReader; did you mean "ReaderConfig"?',
      ],
    ],
  },
  {
    mistake: "MaxItems is 0",
    file: jsonPath,
    from: '"MaxItems": 100',
    to: '"MaxItems": 0',
    problems: [
      [
        '"ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 0 },',
        '"MaxItems" must be a whole number from 1 to 99999999, not 0.',
      ],
    ],
  },
  {
    mistake: "an ItemBatcher that says no size",
    file: jsonPath,
    from: '"MaxItemsPerBatch": 10, ',
    to: "",
    problems: [
      [
        '"ItemBatcher": { "BatchInput": { "id.$": "$.id" } },',
        '"ItemBatcher" needs "MaxItemsPerBatch" or "MaxInputBytesPerBatch".',
      ],
    ],
  },
  {
    mistake: "ToleratedFailurePercentage over 100",
    file: jsonPath,
    from: '"ToleratedFailurePercentage": 5',
    to: '"ToleratedFailurePercentage": 105',
    problems: [
      [
        '"ToleratedFailurePercentage": 105,',
        '"ToleratedFailurePercentage" must be a whole number from 0 to 100, not 105.',
      ],
    ],
  },
  {
    mistake: "ToleratedFailureCount given twice",
    file: jsonPath,
    from: '"ToleratedFailurePercentage": 5',
    to: '"ToleratedFailureCount": 5,\n      "ToleratedFailureCountPath": "$.most"',
    problems: [
      [
        '"ToleratedFailureCountPath": "$.most",',
        '"ToleratedFailureCount" and "ToleratedFailureCountPath" exclude each other; keep one.',
      ],
    ],
  },
  {
    mistake: "a ResultWriter with a field that it does not have",
    file: jsonPath,
    from: '"Resource": "arn:aws:states:::s3:putObject",',
    to: '"Resource": "arn:aws:states:::s3:putObject",\n        "Bucket": "results",',
    problems: [['"Bucket": "results",', '"Bucket" is not a field of a ResultWriter; take it out.']],
  },
  {
    mistake: "MaxConcurrency is negative",
    file: jsonPath,
    from: '"MaxConcurrency": 2',
    to: '"MaxConcurrency": -1',
    problems: [
      ['"MaxConcurrency": -1,', '"MaxConcurrency" must be a whole number from 0 to 99999999, not -1.'],
    ],
  },
  {
    mistake: "an item processor that starts nowhere",
    file: jsonPath,
    from: '"StartAt": "Call One"',
    to: '"StartAt": "Call Two"',
    problems: [
      [
        '"StartAt": "Call Two",',
        '"StartAt" names "Call Two", which is not a state: name one of the "States" here.',
      ],
    ],
  },
  {
    mistake: "ItemProcessor and Iterator",
    file: jsonPath,
    from: '"Iterator": {',
    to: '"ItemProcessor": { "StartAt": "Other", "States": { "Other": { "Type": "Pass", "End": true } } },\n      "Iterator": {',
    problems: [['"Iterator": {', '"Iterator" is the older name of "ItemProcessor"; keep the latter.']],
  },
  {
    mistake: "Arguments in JSONPath",
    file: jsonPath,
    from: '"Parameters": { "id.$": "$.id" }',
    to: '"Arguments": { "id": 1 }',
    problems: [
      [
        '"Arguments": { "id": 1 },',
        '"Arguments" is a field of JSONata, and this state uses JSONPath: use "Parameters", or set "QueryLanguage": "JSONata".',
      ],
    ],
  },
  {
    mistake: "Output in JSONPath",
    file: jsonPath,
    from: '"OutputPath": "$.order"\n    },',
    to: '"Output": "{% $states.input %}"\n    },',
    problems: [
      [
        '"Output": "{% $states.input %}"',
        '"Output" is a field of JSONata, and this state uses JSONPath: use "OutputPath", or set "QueryLanguage": "JSONata".',
      ],
    ],
  },
  {
    mistake: "Parameters in JSONata",
    file: jsonata,
    from: '"Arguments": { "id": "{% $states.input.id %}" }',
    to: '"Parameters": { "id": 1 }',
    problems: [
      [
        '"Parameters": { "id": 1 },',
        '"Parameters" is a field of JSONPath, and this state uses JSONata: use "Arguments".',
      ],
    ],
  },
  {
    mistake: "ResultPath in JSONata",
    file: jsonata,
    from: '"Output": "{% $states.result.Payload %}"',
    to: '"ResultPath": "$.answer"',
    problems: [
      [
        '"ResultPath": "$.answer",',
        '"ResultPath" is a field of JSONPath, and this state uses JSONata: use "Output".',
      ],
    ],
  },
  {
    mistake: "SecondsPath in JSONata",
    file: jsonata,
    from: '"Seconds": "{% $states.input.seconds %}",\n      "Next"',
    to: '"SecondsPath": "$.seconds",\n      "Next"',
    problems: [
      [
        '"SecondsPath": "$.seconds",',
        '"SecondsPath" is a field of JSONPath, and this state uses JSONata: use "Seconds".',
      ],
    ],
  },
  {
    mistake: "a field that ends in .$ in JSONata",
    file: jsonata,
    from: '"text": "{% \'a\' & $states.input.text %}"',
    to: '"text.$": "$.text"',
    problems: [
      [
        '"Payload": { "text.$": "$.text", "state": "{% $states.context.State.Name %}" }',
        '"text.$" is written as in JSONPath, and this state uses JSONata: write "text": "{% … %}".',
      ],
    ],
  },
  {
    mistake: "an expression without its end",
    file: jsonata,
    from: '"Output": "{% $states.result.Payload %}"',
    to: '"Output": "{% $states.result.Payload }"',
    problems: [
      [
        '"Output": "{% $states.result.Payload }",',
        '"Output" is "{% $states.result.Payload }": a JSONata expression begins with "{%" and ends with "%}".',
      ],
    ],
  },
  {
    mistake: "an expression without its beginning",
    file: jsonata,
    from: '"Items": "{% $states.input.words %}"',
    to: '"Items": "$states.input.words %}"',
    problems: [
      [
        '"Items": "$states.input.words %}",',
        '"Items" must be a list, an object or a JSONata expression, as in "{% $states.input.x %}", not "$states.input.words %}".',
      ],
    ],
  },
  {
    mistake: "a condition that is not an expression",
    file: jsonata,
    from: '"{% $exists($states.input.until) %}"',
    to: '"$exists($states.input.until)"',
    problems: [
      [
        '{ "Condition": "$exists($states.input.until)", "Next": "Wait Until" }',
        '"Condition" must be a JSONata expression between "{%" and "%}", not "$exists($states.input.until)".',
      ],
    ],
  },
  {
    mistake: "a condition that is missing",
    file: jsonata,
    from: '{ "Condition": "{% $exists($states.input.until) %}", "Next"',
    to: '{ "Next"',
    problems: [
      ['{ "Next": "Wait Until" }', '"Condition" is missing: a rule of a Choice state in JSONata needs it.'],
    ],
  },
  {
    mistake: "a rule of JSONPath in JSONata",
    file: jsonata,
    from: '"Condition": "{% $exists($states.input.until) %}"',
    to: '"Variable": "$.until", "IsPresent": true',
    problems: [
      [
        '{ "Variable": "$.until", "IsPresent": true, "Next": "Wait Until" }',
        '"Variable" is not a field of a rule of a Choice state in JSONata; take it out.',
      ],
      [
        '{ "Variable": "$.until", "IsPresent": true, "Next": "Wait Until" }',
        '"IsPresent" is not a field of a rule of a Choice state in JSONata; take it out.',
      ],
      [
        '{ "Variable": "$.until", "IsPresent": true, "Next": "Wait Until" }',
        '"Condition" is missing: a rule of a Choice state in JSONata needs it.',
      ],
    ],
  },
  {
    mistake: "Seconds is neither a number nor an expression",
    file: jsonata,
    from: '"Seconds": "{% $states.input.seconds %}",\n      "Next"',
    to: '"Seconds": "5",\n      "Next"',
    problems: [['"Seconds": "5",', '"Seconds" must be a whole number from 0 to 99999999, not "5".']],
  },
  {
    mistake: "a state in JSONPath in a state machine in JSONata",
    file: jsonata,
    from: '"Type": "Fail",',
    to: '"Type": "Fail",\n      "QueryLanguage": "JSONPath",',
    problems: [
      [
        '"QueryLanguage": "JSONPath",',
        'a state can\'t use JSONPath when the state machine\'s "QueryLanguage" is "JSONata".',
      ],
    ],
  },
  {
    mistake: "a variable named states",
    file: jsonata,
    from: '"big": false',
    to: '"states": false',
    problems: [
      [
        '"Assign": { "states": false },',
        '"states" can\'t be the name of a variable: $states belongs to Step Functions.',
      ],
    ],
  },
  {
    mistake: "a parameter is missing in JSONata",
    file: jsonata,
    from: '"TableName": "${TableName}", ',
    to: "",
    problems: [
      [
        '"Arguments": { "Item": { "id": { "S": "{% $states.input.id %}" } } },',
        '"TableName" is missing in "Arguments": dynamodb:putItem needs it.',
      ],
    ],
  },
  {
    mistake: "an expression that is not JSONata",
    file: jsonata,
    from: '"{% $states.input.until %}"',
    to: '"{% $states.input[until %}"',
    problems: [
      [
        '"Timestamp": "{% $states.input[until %}",',
        '"Timestamp" is not JSONata: Expected "]" before end of expression.',
      ],
    ],
  },
  {
    mistake: "a bare name in a condition",
    file: jsonata,
    from: "$states.input.kind = 'new'",
    to: "kind = 'new'",
    problems: [
      [
        '"Condition": "{% $total > 10 and kind = \'new\' %}",',
        '"Condition" reads "kind", but an expression has to begin at a variable: write $states.input.kind, or $kind.',
      ],
    ],
  },
  {
    mistake: "a bare name deep in a list",
    file: jsonata,
    from: "{% $states.input.word %}",
    to: "{% word %}",
    problems: [
      [
        '"Output": { "words": ["one", "{% word %}"], "none": null },',
        '"words" reads "word", but an expression has to begin at a variable: write $states.input.word, or $word.',
      ],
    ],
  },
  {
    mistake: "the result in the arguments",
    file: jsonata,
    from: "'a' & $states.input.text",
    to: "'a' & $states.result.text",
    problems: [
      [
        '"Payload": { "text": "{% \'a\' & $states.result.text %}", "state": "{% $states.context.State.Name %}" }',
        '"text" reads $states.result, which is only there in "Output" and "Assign" of a Task, Parallel or Map state.',
      ],
    ],
  },
  {
    mistake: "the result of a state that has none",
    file: jsonata,
    from: '"Output": "{% $states.input.order %}"',
    to: '"Output": "{% $states.result %}"',
    problems: [
      [
        '"Output": "{% $states.result %}",',
        '"Output" reads $states.result, which is only there in "Output" and "Assign" of a Task, Parallel or Map state.',
      ],
    ],
  },
  {
    mistake: "the result of a task that failed",
    file: jsonata,
    from: "$states.errorOutput.Error",
    to: "$states.result.Error",
    problems: [
      [
        '"Output": { "error": "{% $states.result.Error %}" },',
        '"error" reads $states.result, which is only there in "Output" and "Assign" of a Task, Parallel or Map state.',
      ],
    ],
  },
  {
    mistake: "the error where there was none",
    file: jsonata,
    from: '"both": "{% $states.result %}"',
    to: '"both": "{% $states.errorOutput %}"',
    problems: [
      [
        '"Output": { "both": "{% $states.errorOutput %}" },',
        '"both" reads $states.errorOutput, which is only there in "Output" and "Assign" of a Catch rule.',
      ],
    ],
  },
  {
    mistake: "an expression in a list of items",
    file: jsonata,
    from: '"Items": [1, "{% $total %}"]',
    to: '"Items": [1, "{% $ %}"]',
    problems: [
      [
        '"Items": [1, "{% $ %}"],',
        '"Items" reads "$", but an expression has to begin at a variable: write $states.input.',
      ],
    ],
  },
  {
    mistake: "Result in JSONata",
    file: jsonata,
    from: '"Type": "Pass",',
    to: '"Type": "Pass", "Result": 1,',
    problems: [
      [
        '"Type": "Pass", "Result": 1,',
        '"Result" is a field of JSONPath, and this state uses JSONata: use "Output".',
      ],
    ],
  },
  {
    mistake: "CausePath in JSONata",
    file: jsonata,
    from: '"Cause": "Nothing helped."',
    to: '"CausePath": "$.cause"',
    problems: [
      [
        '"CausePath": "$.cause"',
        '"CausePath" is a field of JSONPath, and this state uses JSONata: use "Cause".',
      ],
    ],
  },
];

for (const mistake of mistakes) test(mistake.mistake, () => assertFound(mistake));

test("definitions that use all there is have no problems", () => {
  for (const file of [jsonPath, jsonata]) {
    assert.equal(validate({ [file]: readFileSync(path.join(root, file), "utf8") }), [], file);
  }
});

test.run();
