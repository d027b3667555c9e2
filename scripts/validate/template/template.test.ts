import { suite } from "uvu";
import { assertFound, type Mistake } from "../../dev/testing/mistakes.ts";

const test = suite("template");

const starter = "steps/01-starter/template.yaml";
const api = "steps/02-api/template.yaml";
const notifications = "steps/03-notifications/template.yaml";
const parallel = "steps/05-dynamo-parallel/template.yaml";
const tweetStore = "templates/tweet-data-store.yaml";

/** Read along with step 01's template: what its definition and its template ask of each other is checked, too. */
const definition = "steps/01-starter/starter.asl.json";

/** Mistakes in the course's templates. CloudFormation, or the service behind it, refuses each of them. */
const mistakes: Mistake[] = [
  {
    mistake: "an unknown section",
    file: starter,
    from: "\nOutputs:",
    to: "\nOutput:",
    problems: [["Output:", '"Output" is not a field of a template; did you mean "Outputs"?']],
  },
  {
    mistake: "another version of the format",
    file: starter,
    from: '"2010-09-09"',
    to: '"2012-10-17"',
    problems: [
      [
        'AWSTemplateFormatVersion: "2012-10-17"',
        '"AWSTemplateFormatVersion" must be "2010-09-09", not "2012-10-17".',
      ],
    ],
  },
  {
    mistake: "no resources",
    file: starter,
    from: /\nResources:[\s\S]*\nOutputs:[\s\S]*/,
    to: "\n",
    problems: [['AWSTemplateFormatVersion: "2010-09-09"', '"Resources" is missing: a template needs it.']],
  },
  {
    mistake: "no resource in Resources",
    file: starter,
    from: /\nResources:[\s\S]*\nOutputs:[\s\S]*/,
    to: "\nResources: {}\n",
    problems: [["Resources: {}", '"Resources" must have a resource in it.']],
  },
  {
    mistake: "a logical id with a hyphen",
    file: starter,
    from: "  HelloLogGroup:\n",
    to: "  Hello-LogGroup:\n",
    problems: [
      ["Hello-LogGroup:", '"Hello-LogGroup" can\'t be a name in "Resources": letters and digits only.'],
      [
        "Resource: !GetAtt HelloLogGroup.Arn",
        '"Fn::GetAtt" names "HelloLogGroup", which is not a resource of this template; did you mean "Hello-LogGroup"?',
      ],
      [
        "LogGroup: !Ref HelloLogGroup",
        '"Ref" names "HelloLogGroup", which is neither a resource nor a parameter of this template; did you mean "Hello-LogGroup"?',
      ],
    ],
  },
  {
    mistake: "a parameter without Type",
    file: api,
    from: '    Type: String\n    Default: "off"',
    to: '    Default: "off"',
    problems: [["AccessLogs:", '"Type" is missing: a parameter needs it.']],
  },
  {
    mistake: "a type of parameter that there is not",
    file: api,
    from: '    Type: String\n    Default: "off"',
    to: '    Type: Text\n    Default: "off"',
    problems: [
      [
        "Type: Text",
        '"Text" is not a type of parameter; write String or Number or List<Number> or CommaDelimitedList.',
      ],
    ],
  },
  {
    mistake: "a field of a parameter with a typo",
    file: api,
    from: "AllowedValues",
    to: "AllowedValue",
    problems: [
      [
        'AllowedValue: ["off", "on"]',
        '"AllowedValue" is not a field of a parameter; did you mean "AllowedValues"?',
      ],
    ],
  },
  {
    mistake: "a default that is not allowed",
    file: api,
    from: 'Default: "off"',
    to: 'Default: "no"',
    problems: [['Default: "no"', '"Default" is "no", which is not among "AllowedValues".']],
  },
  {
    mistake: "a condition that is not a condition",
    file: api,
    from: 'LogsAccess: !Equals [!Ref AccessLogs, "on"]',
    to: "LogsAccess: !Ref AccessLogs",
    problems: [
      [
        "LogsAccess: !Ref AccessLogs",
        'the condition "LogsAccess" must be one of !Equals, !And, !Or, !Not and !Condition.',
      ],
    ],
  },
  {
    mistake: "a condition on a parameter that there is not",
    file: api,
    from: '!Equals [!Ref AccessLogs, "on"]',
    to: '!Equals [!Ref AccessLog, "on"]',
    problems: [
      [
        'LogsAccess: !Equals [!Ref AccessLog, "on"]',
        '"Ref" names "AccessLog", which is not a parameter, and conditions are decided before there are resources; did you mean "AccessLogs"?',
      ],
    ],
  },
  {
    mistake: "a condition on a resource",
    file: api,
    from: '!Equals [!Ref AccessLogs, "on"]',
    to: '!Equals [!Ref Api, "on"]',
    problems: [
      [
        'LogsAccess: !Equals [!Ref Api, "on"]',
        '"Ref" names "Api", which is not a parameter, and conditions are decided before there are resources.',
      ],
    ],
  },
  {
    mistake: "a condition with too few arguments",
    file: parallel,
    from: '!Equals [!Ref XBearerTokenParameter, ""]',
    to: "!Equals [!Ref XBearerTokenParameter]",
    problems: [
      [
        "SearchesX: !Not [!Equals [!Ref XBearerTokenParameter]]",
        '"Fn::Equals" takes a list of 2 arguments, not 1.',
      ],
    ],
  },
  {
    mistake: "an output without Value",
    file: starter,
    from: "    Value: !Ref StateMachine",
    to: "",
    problems: [["StateMachineArn:", '"Value" is missing: an output needs it.']],
  },
  {
    mistake: "an output with an unknown field",
    file: starter,
    from: "    Value: !Ref StateMachine",
    to: "    Value: !Ref StateMachine\n    Exports: { Name: arn }",
    problems: [["Exports: { Name: arn }", '"Exports" is not a field of an output; did you mean "Export"?']],
  },
  {
    mistake: "an output of a resource that there is not",
    file: starter,
    from: "Value: !Ref StateMachine",
    to: "Value: !Ref StateMachin",
    problems: [
      [
        "Value: !Ref StateMachin",
        '"Ref" names "StateMachin", which is neither a resource nor a parameter of this template; did you mean "StateMachine"?',
      ],
    ],
  },
  {
    mistake: "an export without Name",
    file: tweetStore,
    from: "Name: !Sub ${AWS::StackName}-TweetTableArn",
    to: "Nam: arn",
    problems: [["Nam: arn", '"Nam" is not a field of an export; did you mean "Name"?']],
  },
  {
    mistake: "an output that is a list",
    file: starter,
    from: "Value: !Ref StateMachine",
    to: "Value: [!Ref StateMachine]",
    problems: [["Value: [!Ref StateMachine]", '"Value" must be a text or a function, not a list.']],
  },
  {
    mistake: "a type of resource with a typo",
    file: starter,
    from: "Type: AWS::Lambda::Function",
    to: "Type: AWS::Lambda::Funktion",
    problems: [
      [
        "Type: AWS::Lambda::Funktion",
        '"AWS::Lambda::Funktion" is not a type of resource; did you mean "AWS::Lambda::Function"?',
      ],
    ],
  },
  {
    mistake: "a type of resource that there is not",
    file: starter,
    from: "Type: AWS::Lambda::Function",
    to: "Type: AWS::Lambda::Handler",
    problems: [["Type: AWS::Lambda::Handler", '"AWS::Lambda::Handler" is not a type of resource.']],
  },
  {
    mistake: "no type of resource",
    file: starter,
    from: "    Type: AWS::Lambda::Function\n",
    to: "",
    problems: [["HelloFunction:", '"Type" is missing: a resource needs it.']],
  },
  {
    mistake: "an attribute of a resource with a typo",
    file: starter,
    from: "    UpdateReplacePolicy: Delete",
    to: "    UpdateReplacementPolicy: Delete",
    problems: [
      [
        "UpdateReplacementPolicy: Delete",
        '"UpdateReplacementPolicy" is not a field of a resource; take it out.',
      ],
    ],
  },
  {
    mistake: "a property beside Properties",
    file: starter,
    from: "    DeletionPolicy: Delete",
    to: "    RetentionInDays: 7",
    problems: [["RetentionInDays: 7", '"RetentionInDays" is not a field of a resource; take it out.']],
  },
  {
    mistake: "a deletion policy that there is not",
    file: starter,
    from: "    DeletionPolicy: Delete",
    to: "    DeletionPolicy: Remove",
    problems: [
      [
        "DeletionPolicy: Remove",
        '"DeletionPolicy" must be Delete or Retain or RetainExceptOnCreate or Snapshot, not "Remove".',
      ],
    ],
  },
  {
    mistake: "Properties is a list",
    file: starter,
    from: "    Properties:\n      LogGroupName: !Sub /aws/lambda/${AWS::StackName}-hello\n      RetentionInDays: 7",
    to: "    Properties: [LogGroupName]",
    problems: [["Properties: [LogGroupName]", '"Properties" must be an object, not a list.']],
  },
  {
    mistake: "DependsOn names no resource",
    file: notifications,
    from: "DependsOn: Stream ",
    to: "DependsOn: Streams ",
    problems: [
      [
        "DependsOn: Streams # an account may create five at a time, and a class does so together",
        '"DependsOn" names "Streams", which is not a resource of this template; did you mean "Stream"?',
      ],
    ],
  },
  {
    mistake: "DependsOn names no resource in a list",
    file: api,
    from: "PostStatus, PostStop]",
    to: "PostStatus, PostStopp]",
    problems: [
      [
        "DependsOn: [GetHello, PostStart, PostStatus, PostStopp]",
        '"DependsOn" names "PostStopp", which is not a resource of this template; did you mean "PostStop"?',
      ],
    ],
  },
  {
    mistake: "a condition of a resource that there is not",
    file: api,
    from: "    Condition: LogsAccess",
    to: "    Condition: LogAccess",
    problems: [
      [
        "Condition: LogAccess",
        '"Condition" names "LogAccess", which is not a condition of this template; did you mean "LogsAccess"?',
      ],
    ],
  },
  {
    mistake: "If asks a condition that there is not",
    file: api,
    from: "!If\n        - LogsAccess",
    to: "!If\n        - AccessLogs",
    problems: [["- AccessLogs", '"Fn::If" names "AccessLogs", which is not a condition of this template.']],
  },
  {
    mistake: "a deployment of an API that does not wait for a method",
    file: api,
    from: "DependsOn: [GetHello, PostStart, PostStatus, PostStop]",
    to: "DependsOn: [GetHello, PostStop, PostStart]",
    problems: [
      [
        "DependsOn: [GetHello, PostStop, PostStart]",
        'the deployment may be made before its methods: add PostStatus to its "DependsOn".',
      ],
    ],
  },
  {
    mistake: "a deployment of an API that waits for nothing",
    file: api,
    from: "    DependsOn: [GetHello, PostStart, PostStatus, PostStop]\n",
    to: "",
    problems: [
      [
        "ApiDeployment:",
        'the deployment may be made before its methods: add GetHello, PostStart, PostStatus, PostStop to its "DependsOn".',
      ],
    ],
  },
  {
    mistake: "an integration that does not say how it calls",
    file: api,
    from: "        IntegrationHttpMethod: POST\n",
    to: "",
    problems: [["Integration:", '"IntegrationHttpMethod" is missing: an Integration of type AWS needs it.']],
  },
  {
    mistake: "an integration that does not say what it calls",
    file: api,
    from: / {8}Uri: .*StartExecution\n/,
    to: "",
    problems: [["Integration:", '"Uri" is missing: an Integration of type AWS needs it.']],
  },
  {
    mistake: "resources that need each other",
    file: notifications,
    from: "    Type: AWS::SNS::Topic\n",
    to: "    Type: AWS::SNS::Topic\n    DependsOn: TopicPolicy\n",
    problems: [
      [
        "DependsOn: TopicPolicy",
        "the resources need each other: TopicPolicy needs Topic needs TopicPolicy; spell one of the ARNs out with !Sub.",
      ],
    ],
  },
  {
    mistake: "a function without Role",
    file: starter,
    from: "      Role: !GetAtt HelloRole.Arn\n",
    to: "",
    problems: [["Properties:", '"Role" is missing: AWS::Lambda::Function needs it.']],
  },
  {
    mistake: "a function without Code",
    file: starter,
    from: "      Code:\n        ZipFile: ./handlers/hello.ts\n",
    to: "",
    problems: [["Properties:", '"Code" is missing: AWS::Lambda::Function needs it.']],
  },
  {
    mistake: "a function without Handler",
    file: starter,
    from: "      Handler: index.handler\n",
    to: "",
    problems: [["Properties:", '"Handler" is missing: a function whose code is not an image needs it.']],
  },
  {
    mistake: "a property with a typo",
    file: starter,
    from: "      MemorySize: 128",
    to: "      MemorySizes: 128",
    problems: [
      [
        "MemorySizes: 128",
        '"MemorySizes" is not a property of AWS::Lambda::Function; did you mean "MemorySize"?',
      ],
    ],
  },
  {
    mistake: "a property with a small letter",
    file: starter,
    from: "      Timeout: 5",
    to: "      timeout: 5",
    problems: [
      ["timeout: 5", '"timeout" is not a property of AWS::Lambda::Function; did you mean "Timeout"?'],
    ],
  },
  {
    mistake: "a property of something inside with a typo",
    file: starter,
    from: "        ZipFile: ",
    to: "        ZipFiles: ",
    problems: [
      [
        "ZipFiles: ./handlers/hello.ts",
        '"ZipFiles" is not a property of Code of AWS::Lambda::Function; did you mean "ZipFile"?',
      ],
    ],
  },
  {
    mistake: "a runtime that there is not",
    file: starter,
    from: "Runtime: nodejs24.x",
    to: "Runtime: nodejs25.x",
    problems: [
      [
        "Runtime: nodejs25.x",
        'Runtime can\'t be "nodejs25.x"; did you mean "nodejs20.x" or "nodejs22.x" or "nodejs24.x" or "nodejs26.x"?',
      ],
    ],
  },
  {
    mistake: "a runtime that takes no ZipFile",
    file: starter,
    from: "Runtime: nodejs24.x",
    to: "Runtime: java21",
    problems: [["Runtime: java21", '"ZipFile" takes the code of Node.js or Python, not of "java21".']],
  },
  {
    mistake: "an architecture that there is not",
    file: starter,
    from: "[arm64]",
    to: "[arm]",
    problems: [["Architectures: [arm]", 'Architectures can\'t be "arm"; write x86_64 or arm64.']],
  },
  {
    mistake: "a list that is too long",
    file: starter,
    from: "[arm64]",
    to: "[arm64, x86_64]",
    problems: [["Architectures: [arm64, x86_64]", "Architectures has 2 items; it takes at most 1."]],
  },
  {
    mistake: "a text where a list should be",
    file: starter,
    from: "[arm64]",
    to: "arm64",
    problems: [["Architectures: arm64", 'Architectures must be a list, not "arm64".']],
  },
  {
    mistake: "a number that is a word",
    file: starter,
    from: "Timeout: 5",
    to: "Timeout: five",
    problems: [["Timeout: five", 'Timeout must be a whole number, not "five".']],
  },
  {
    mistake: "a number that is too small",
    file: starter,
    from: "MemorySize: 128",
    to: "MemorySize: 64",
    problems: [["MemorySize: 64", "MemorySize must be at least 128, not 64."]],
  },
  {
    mistake: "a number that is too large",
    file: starter,
    from: "Timeout: 5",
    to: "Timeout: 9000",
    problems: [["Timeout: 9000", "Timeout must be at most 5400, not 9000."]],
  },
  {
    mistake: "a retention that there is not",
    file: starter,
    from: "RetentionInDays: 7",
    to: "RetentionInDays: 8",
    problems: [
      [
        "RetentionInDays: 8",
        "RetentionInDays can't be 8; write 1 or 3 or 5 or 7 or 14 or 30 or 60 or 90 or 120 or 150 or 180 or 365 or 400 or 545 or 731 or 1096 or 1827 or 2192 or 2557 or 2922 or 3288 or 3653.",
      ],
    ],
  },
  {
    mistake: "a name that does not match",
    file: starter,
    from: "FunctionName: !Sub ${AWS::StackName}-hello",
    to: "FunctionName: hello function",
    problems: [
      [
        "FunctionName: hello function",
        'FunctionName can\'t be "hello function": it must match ^([a-zA-Z0-9_-]{1,64}|arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:function:[a-zA-Z0-9_-]{1,64})$',
      ],
    ],
  },
  {
    mistake: "a read-only property",
    file: starter,
    from: "      StateMachineName: !Ref AWS::StackName",
    to: "      StateMachineName: !Ref AWS::StackName\n      Arn: arn:aws:states:us-east-1:123456789012:stateMachine:x",
    problems: [
      [
        "Arn: arn:aws:states:us-east-1:123456789012:stateMachine:x",
        '"Arn" is set by AWS, it is not a property that a template can set: take it out.',
      ],
    ],
  },
  {
    mistake: "a state machine without a definition",
    file: starter,
    from: "      DefinitionString: ./starter.asl.json\n",
    to: "",
    problems: [
      [
        "Properties:",
        'AWS::StepFunctions::StateMachine needs "DefinitionString" or "Definition" or "DefinitionS3Location".',
      ],
    ],
  },
  {
    mistake: "a state machine with two definitions",
    file: starter,
    from: "      DefinitionString: ./starter.asl.json\n",
    to: "      DefinitionString: ./starter.asl.json\n      Definition: { StartAt: Go, States: { Go: { Type: Pass, End: true } } }\n",
    problems: [
      [
        "Definition: { StartAt: Go, States: { Go: { Type: Pass, End: true } } }",
        '"DefinitionString" and "Definition" exclude each other; keep one.',
      ],
    ],
  },
  {
    mistake: "a state machine without a role",
    file: starter,
    from: "      RoleArn: !GetAtt StateMachineRole.Arn\n",
    to: "",
    problems: [["Properties:", '"RoleArn" is missing: AWS::StepFunctions::StateMachine needs it.']],
  },
  {
    mistake: "a method without HttpMethod",
    file: api,
    from: "      HttpMethod: GET\n",
    to: "",
    problems: [["Properties:", '"HttpMethod" is missing: AWS::ApiGateway::Method needs it.']],
  },
  {
    mistake: "a wrong value in an If",
    file: api,
    from: "          Format: >-",
    to: "          Formats: >-",
    problems: [
      [
        "Formats: >-",
        '"Formats" is not a property of AccessLogSetting of AWS::ApiGateway::Stage; did you mean "Format"?',
      ],
    ],
  },
  {
    mistake: "a type of integration that there is not",
    file: api,
    from: "        Type: AWS\n",
    to: "        Type: AWS_STATES\n",
    problems: [
      [
        "Type: AWS_STATES",
        'Integration.Type can\'t be "AWS_STATES"; write AWS or AWS_PROXY or HTTP or HTTP_PROXY or MOCK.',
      ],
    ],
  },
  {
    mistake: "a target without its Id",
    file: notifications,
    from: "        - Id: audit\n          Arn",
    to: "        - Arn",
    problems: [["- Arn: !Ref AuditStateMachine", '"Id" is missing: Targets of AWS::Events::Rule needs it.']],
  },
  {
    mistake: "a text where true or false should be",
    file: notifications,
    from: "FifoQueue: true",
    to: "FifoQueue: maybe",
    problems: [["FifoQueue: maybe", 'FifoQueue must be true or false, not "maybe".']],
  },
  {
    mistake: "a property that belongs to another type",
    file: notifications,
    from: "    Type: AWS::SNS::Topic\n",
    to: "    Type: AWS::SNS::Topic\n    Properties:\n      RetentionInDays: 7\n",
    problems: [
      ["RetentionInDays: 7", '"RetentionInDays" is not a property of AWS::SNS::Topic; take it out.'],
    ],
  },
  {
    mistake: "a table without a key",
    file: tweetStore,
    from: "      KeySchema:\n        - { AttributeName: id, KeyType: HASH }\n",
    to: "",
    problems: [["Properties:", '"KeySchema" is missing: AWS::DynamoDB::Table needs it.']],
  },
  {
    mistake: "a way to pay that there is not",
    file: tweetStore,
    from: "BillingMode: PAY_PER_REQUEST",
    to: "BillingMode: PAY_PER_REQUESTS",
    problems: [
      [
        "BillingMode: PAY_PER_REQUESTS",
        'BillingMode can\'t be "PAY_PER_REQUESTS"; did you mean "PAY_PER_REQUEST"?',
      ],
    ],
  },
  {
    mistake: "an effect that there is not",
    file: starter,
    from: "Effect: Allow\n                Action: lambda",
    to: "Effect: Alow\n                Action: lambda",
    problems: [["- Effect: Alow", '"Effect" must be Allow or Deny, not "Alow".']],
  },
  {
    mistake: "a field of a statement with a typo",
    file: starter,
    from: "Action: lambda:InvokeFunction",
    to: "Actions: lambda:InvokeFunction",
    problems: [
      [
        "Actions: lambda:InvokeFunction",
        '"Actions" is not a field of a policy\'s statement; did you mean "Action"?',
      ],
    ],
  },
  {
    mistake: "an action that is not one",
    file: starter,
    from: "Action: lambda:InvokeFunction",
    to: "Action: InvokeFunction",
    problems: [
      ["Action: InvokeFunction", '"InvokeFunction" is not an action: write it like "lambda:InvokeFunction".'],
    ],
  },
  {
    mistake: "a statement without Resource",
    file: starter,
    from: "\n                Resource: !GetAtt HelloFunction.Arn",
    to: "",
    problems: [["- Effect: Allow", '"Resource" is missing: a policy\'s statement needs it.']],
  },
  {
    mistake: "a policy of another version",
    file: starter,
    from: 'Version: "2012-10-17"',
    to: 'Version: "2024-01-01"',
    problems: [['Version: "2024-01-01"', '"Version" of a policy must be "2012-10-17", not "2024-01-01".']],
  },
  {
    mistake: "a trust policy without Principal",
    file: starter,
    from: "            Principal: { Service: lambda.amazonaws.com }\n",
    to: "",
    problems: [["- Effect: Allow", '"Principal" is missing: a policy\'s statement needs it.']],
  },
  {
    mistake: "a needed stack for a parameter that there is not",
    file: parallel,
    from: "      TweetDataStore: ../../templates",
    to: "      TweetStore: ../../templates",
    problems: [
      [
        "TweetStore: ../../templates/tweet-data-store.yaml",
        '"TweetStore" is not a parameter of this template; add it to "Parameters".',
      ],
    ],
  },
  {
    mistake: "Needs in other letters",
    file: parallel,
    from: "    Needs:\n",
    to: "    needs:\n",
    problems: [["needs:", '"needs" is not a field of Workshop; did you mean "Needs"?']],
  },
  {
    mistake: "a needed stack without a template",
    file: parallel,
    from: "TweetDataStore: ../../templates/tweet-data-store.yaml",
    to: "TweetDataStore: ../../templates/tweet-data-store",
    problems: [
      [
        "TweetDataStore: ../../templates/tweet-data-store",
        '"TweetDataStore" must name the template of a stack, not "../../templates/tweet-data-store".',
      ],
    ],
  },
  {
    mistake: "the stack of one learner instead of Needs",
    file: parallel,
    from: "Default: TweetDataStore",
    to: "Default: sfw-ada-tweet-data-store",
    problems: [
      [
        "Default: sfw-ada-tweet-data-store",
        '"sfw-ada-tweet-data-store" is the stack of one learner: name its template under Metadata, Workshop, Needs, as in "TweetDataStore: ../../templates/tweet-data-store.yaml".',
      ],
    ],
  },
  {
    mistake: "the name of a role instead of its ARN",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: !Ref HelloRole",
    problems: [
      [
        "Role: !Ref HelloRole",
        '"Role" takes an ARN, which !Ref HelloRole is not: write !GetAtt HelloRole.Arn.',
      ],
    ],
  },
  {
    mistake: "the name of a state machine's role instead of its ARN",
    file: starter,
    from: "RoleArn: !GetAtt StateMachineRole.Arn",
    to: "RoleArn: !Ref StateMachineRole",
    problems: [
      [
        "RoleArn: !Ref StateMachineRole",
        '"RoleArn" takes an ARN, which !Ref StateMachineRole is not: write !GetAtt StateMachineRole.Arn.',
      ],
    ],
  },
  {
    mistake: "the name of an API's role instead of its ARN",
    file: api,
    from: "Credentials: !GetAtt ApiRole.Arn",
    to: "Credentials: !Ref ApiRole",
    problems: [
      [
        "Credentials: !Ref ApiRole",
        '"Credentials" takes an ARN, which !Ref ApiRole is not: write !GetAtt ApiRole.Arn.',
      ],
    ],
  },
  {
    mistake: "the name of a function in a policy",
    file: starter,
    from: "Resource: !GetAtt HelloFunction.Arn",
    to: "Resource: [!Ref HelloFunction]",
    problems: [
      [
        "Resource: [!Ref HelloFunction]",
        '"Resource" takes an ARN, which !Ref HelloFunction is not: write !GetAtt HelloFunction.Arn.',
      ],
    ],
  },
  {
    mistake: "the name of a function as a task's resource",
    file: starter,
    from: "HelloFunctionArn: !GetAtt HelloFunction.Arn",
    to: "HelloFunctionArn: !Ref HelloFunction",
    problems: [
      [
        "HelloFunctionArn: !Ref HelloFunction",
        '"Resource" takes an ARN, which !Ref HelloFunction is not: write !GetAtt HelloFunction.Arn.',
      ],
    ],
  },
  {
    mistake: "a resource of a policy that is no ARN",
    file: starter,
    from: "Resource: !GetAtt HelloFunction.Arn",
    to: "Resource: HelloFunction",
    problems: [
      [
        "Resource: HelloFunction",
        '"HelloFunction" is not an ARN: write "arn:…", "*" or a function such as !GetAtt X.Arn.',
      ],
    ],
  },
  {
    mistake: "a principal without its kind",
    file: starter,
    from: "Principal: { Service: lambda.amazonaws.com }",
    to: "Principal: lambda.amazonaws.com",
    problems: [
      [
        "Principal: lambda.amazonaws.com",
        '"Principal" must be "*" or an object, as in { Service: lambda.amazonaws.com }, not "lambda.amazonaws.com".',
      ],
    ],
  },
  {
    mistake: "a principal of a kind that there is not",
    file: starter,
    from: "Principal: { Service: lambda.amazonaws.com }",
    to: "Principal: { Services: lambda.amazonaws.com }",
    problems: [
      [
        "Principal: { Services: lambda.amazonaws.com }",
        '"Services" is not a field of a Principal; did you mean "Service"?',
      ],
    ],
  },
  {
    mistake: "an action that no trust policy has",
    file: starter,
    from: "Action: sts:AssumeRole",
    to: "Action: lambda:InvokeFunction",
    problems: [
      [
        "Action: lambda:InvokeFunction",
        '"lambda:InvokeFunction" can\'t be in a trust policy: write sts:AssumeRole.',
      ],
    ],
  },
  {
    mistake: "a handler in a file that there is not",
    file: starter,
    from: "Handler: index.handler",
    to: "Handler: hello.handler",
    problems: [
      [
        "Handler: hello.handler",
        '"Handler" must begin with "index.", since the code of "ZipFile" becomes that file.',
      ],
    ],
  },
  {
    mistake: "a method that HTTP does not have",
    file: api,
    from: "HttpMethod: GET",
    to: "HttpMethod: GETS",
    problems: [["HttpMethod: GETS", 'HttpMethod can\'t be "GETS"; did you mean "GET"?']],
  },
  {
    mistake: "a path part with a slash",
    file: api,
    from: "PathPart: hello",
    to: "PathPart: hello/world",
    problems: [
      [
        "PathPart: hello/world",
        'PathPart can\'t be "hello/world": it must match ^(?:[\\w.:-]+|\\{[\\w.:-]+\\+?\\})$',
      ],
    ],
  },
  {
    mistake: "a status that HTTP does not have",
    file: api,
    from: '- StatusCode: "502"\n            ResponseTemplates:',
    to: '- StatusCode: "52"\n            ResponseTemplates:',
    problems: [
      [
        '- StatusCode: "52"',
        'Integration.IntegrationResponses.StatusCode can\'t be "52": it must match ^[1-5]\\d\\d$',
      ],
    ],
  },
  {
    mistake: "a stage with a space",
    file: api,
    from: "StageName: dev",
    to: "StageName: dev 1",
    problems: [["StageName: dev 1", 'StageName can\'t be "dev 1": it must match ^[\\w-]{1,128}$']],
  },
  {
    mistake: "a period that no quota has",
    file: api,
    from: "Period: MONTH",
    to: "Period: YEAR",
    problems: [
      ["Quota: { Limit: 5000, Period: YEAR }", 'Quota.Period can\'t be "YEAR"; write DAY or WEEK or MONTH.'],
    ],
  },
  {
    mistake: "a type that JSON does not have in a model",
    file: api,
    from: "error: { type: string",
    to: "error: { type: text",
    problems: [
      [
        "error: { type: text, maxLength: 256 }",
        '"type" can\'t be "text"; write array or boolean or integer or null or number or object or string.',
      ],
    ],
  },
  {
    mistake: "an API where one of its resources is wanted",
    file: api,
    from: "ParentId: !Ref ActionResource",
    to: "ParentId: !Ref Api",
    problems: [
      [
        "ParentId: !Ref Api",
        '"ParentId" takes an AWS::ApiGateway::Resource, and Api is an AWS::ApiGateway::RestApi: write !GetAtt Api.RootResourceId.',
      ],
    ],
  },
  {
    mistake: "a model where a validator is wanted",
    file: api,
    from: "RequestValidatorId: !Ref BodyValidator",
    to: "RequestValidatorId: !Ref StartModel",
    problems: [
      [
        "RequestValidatorId: !Ref StartModel",
        '"RequestValidatorId" takes an AWS::ApiGateway::RequestValidator, and StartModel is an AWS::ApiGateway::Model.',
      ],
    ],
  },
  {
    mistake: "Ref to nothing",
    file: starter,
    from: "LogGroup: !Ref HelloLogGroup",
    to: "LogGroup: !Ref HelloLogs",
    problems: [
      [
        "LogGroup: !Ref HelloLogs",
        '"Ref" names "HelloLogs", which is neither a resource nor a parameter of this template.',
      ],
    ],
  },
  {
    mistake: "GetAtt of a resource that is not there",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: !GetAtt GreetRole.Arn",
    problems: [
      [
        "Role: !GetAtt GreetRole.Arn",
        '"Fn::GetAtt" names "GreetRole", which is not a resource of this template.',
      ],
    ],
  },
  {
    mistake: "GetAtt of an attribute that the type does not have",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: !GetAtt HelloRole.ARN",
    problems: [
      [
        "Role: !GetAtt HelloRole.ARN",
        '"Fn::GetAtt" gets "ARN" of HelloRole, and AWS::IAM::Role has no such attribute; did you mean "Arn"?',
      ],
    ],
  },
  {
    mistake: "GetAtt of a name, which is not an attribute",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: !GetAtt HelloRole.RoleName",
    problems: [
      [
        "Role: !GetAtt HelloRole.RoleName",
        '"Fn::GetAtt" gets "RoleName" of HelloRole, and AWS::IAM::Role has no such attribute; write Arn or RoleId.',
      ],
    ],
  },
  {
    mistake: "GetAtt without an attribute",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: !GetAtt HelloRole",
    problems: [
      [
        "Role: !GetAtt HelloRole",
        '"Fn::GetAtt" takes a resource and an attribute, as in "HelloFunction.Arn", not "HelloRole".',
      ],
    ],
  },
  {
    mistake: "a function without its mark",
    file: starter,
    from: "Role: !GetAtt HelloRole.Arn",
    to: "Role: { Fn::GetAttribute: [HelloRole, Arn] }",
    problems: [
      [
        "Role: { Fn::GetAttribute: [HelloRole, Arn] }",
        '"Fn::GetAttribute" is not a function of CloudFormation.',
      ],
    ],
  },
  {
    mistake: "Sub of a resource that is not there",
    file: starter,
    from: "FunctionName: !Sub ${AWS::StackName}-hello",
    to: "FunctionName: !Sub ${AWS::Stackname}-hello",
    problems: [
      [
        "FunctionName: !Sub ${AWS::Stackname}-hello",
        '"Fn::Sub" names "AWS::Stackname", which is neither a resource nor a parameter of this template; did you mean "AWS::StackName"?',
      ],
    ],
  },
  {
    mistake: "a name that nothing fills in",
    file: tweetStore,
    from: "Name: !Sub ${AWS::StackName}-TweetTableArn",
    to: "Name: ${AWS::StackName}-TweetTableArn",
    problems: [
      [
        "Name: ${AWS::StackName}-TweetTableArn",
        '"${AWS::StackName}" is filled in by Fn::Sub only: write !Sub before this text.',
      ],
    ],
  },
  {
    mistake: "a short form after another",
    file: starter,
    from: "FunctionName: !Sub ${AWS::StackName}-hello",
    to: "FunctionName: !ImportValue !Sub ${AWS::StackName}-hello",
    problems: [
      [
        "FunctionName: !ImportValue !Sub ${AWS::StackName}-hello",
        'one short form can\'t follow another; write the first one in full, as in "Fn::ImportValue: !Sub …".',
      ],
    ],
  },
  {
    mistake: "Sub of an attribute in a longer text",
    file: api,
    from: '{ "stateMachineArn": "${StateMachine}", "input": "{}" }',
    to: '{ "stateMachineArn": "${StateMachine.ARN}", "input": "{}" }',
    problems: [
      [
        '{ "stateMachineArn": "${StateMachine.ARN}", "input": "{}" }',
        '"Fn::Sub" gets "ARN" of StateMachine, and AWS::StepFunctions::StateMachine has no such attribute; did you mean "Arn"?',
      ],
    ],
  },
  {
    mistake: "Sub with a list of one",
    file: api,
    from: "!Sub /aws/apigateway/${AWS::StackName}",
    to: "!Sub [/aws/apigateway]",
    problems: [
      [
        "LogGroupName: !Sub [/aws/apigateway]",
        '"Fn::Sub" takes a text, or a list of a text and its values, not a list.',
      ],
    ],
  },
  {
    mistake: "a short form that there is not",
    file: starter,
    from: "!Ref HelloLogGroup",
    to: "!Reff HelloLogGroup",
    problems: [
      ["LogGroup: !Reff HelloLogGroup", '!Reff is not a function of CloudFormation; did you mean "!Ref"?'],
    ],
  },
  {
    mistake: "If with two arguments",
    file: api,
    from: / {8}- !Ref AWS::NoValue\n/,
    to: "",
    problems: [["- LogsAccess", '"Fn::If" takes a list of 3 arguments, not 2.']],
  },
  {
    mistake: "a mapping that is not there",
    file: parallel,
    from: "!Sub ${TweetDataStore}-tweetTable\n\nOutputs",
    to: "!FindInMap [Tables, Tweets, Name]\n\nOutputs",
    problems: [
      [
        "TweetTableName: !FindInMap [Tables, Tweets, Name]",
        '"Fn::FindInMap" names "Tables", which is not a mapping of this template.',
      ],
    ],
  },
  {
    mistake: "a value that the definition does not use",
    file: starter,
    from: "HelloFunctionArn: !GetAtt HelloFunction.Arn",
    to: "HelloFunctionArn: !GetAtt HelloFunction.Arn\n        HelloFunctionName: !Ref HelloFunction",
    problems: [
      [
        "HelloFunctionName: !Ref HelloFunction",
        'the definition has no "${HelloFunctionName}"; take this value out.',
      ],
    ],
  },
  {
    mistake: "a property twice",
    file: starter,
    from: "      Timeout: 5\n",
    to: "      Timeout: 5\n      Timeout: 6\n",
    problems: [["Timeout: 6", "this name is already in the same map; keep one."]],
  },
  {
    mistake: "an indentation that does not fit",
    file: starter,
    from: "      Timeout: 5\n",
    to: "     Timeout: 5\n",
    problems: [["Timeout: 5", "not valid YAML: All mapping items must start at the same column."]],
  },
  {
    mistake: "a queue's policy that names no resource",
    file: notifications,
    from: "            Action: sqs:SendMessage\n            Resource: !GetAtt FifoQueue.Arn\n",
    to: "            Action: sqs:SendMessage\n",
    problems: [["- Effect: Allow", '"Resource" is missing: a policy\'s statement needs it.']],
  },
  {
    mistake: "a rule that starts an execution for every execution",
    file: notifications,
    from: "          stateMachineArn: [!Ref StateMachine]\n",
    to: "",
    problems: [
      [
        "EventPattern:",
        'StatusRule hears of every execution, and starts one for each: that never ends; name the state machine in "detail", "stateMachineArn".',
      ],
    ],
  },
  {
    mistake: "a rule that starts the state machine that it hears of",
    file: notifications,
    from: "          stateMachineArn: [!Ref StateMachine]\n",
    to: "          stateMachineArn: [!Ref StateMachine, !GetAtt AuditStateMachine.Arn]\n",
    problems: [
      [
        "EventPattern:",
        'StatusRule hears of AuditStateMachine, and starts it each time: that never ends; name the state machine that it is about in "detail", "stateMachineArn".',
      ],
    ],
  },
  {
    mistake: "a state machine with the role of a function",
    file: starter,
    from: "RoleArn: !GetAtt StateMachineRole.Arn",
    to: "RoleArn: !GetAtt HelloRole.Arn",
    problems: [
      [
        "RoleArn: !GetAtt HelloRole.Arn",
        '"RoleArn" takes a role that lets in states.amazonaws.com, and HelloRole lets in lambda.amazonaws.com: name another role, or change its AssumeRolePolicyDocument.',
      ],
    ],
  },
  {
    mistake: "a role that lets in another service, at a rule's target",
    file: notifications,
    from: "        - Id: stream\n          Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn\n",
    to: "        - Id: stream\n          Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt ArchiveRole.Arn\n",
    problems: [
      [
        "RoleArn: !GetAtt ArchiveRole.Arn",
        '"RoleArn" takes a role that lets in events.amazonaws.com, and ArchiveRole lets in firehose.amazonaws.com: name another role, or change its AssumeRolePolicyDocument.',
      ],
    ],
  },
  {
    mistake: "a function with braces in a list in brackets",
    file: notifications,
    from: "stateMachineArn: [!Ref StateMachine]",
    to: "stateMachineArn: [!Sub ${StateMachine}]",
    problems: [
      [
        "stateMachineArn: [!Sub ${StateMachine}]",
        "not valid YAML: Missing , or : between flow sequence items. Between brackets, quote a text that has braces in it, such as !Sub's; or begin a line with a dash for each item.",
      ],
    ],
  },
  {
    mistake: "a queue that is no FIFO queue, and is to tell messages apart",
    file: notifications,
    from: "      FifoQueue: true\n",
    to: "",
    problems: [
      [
        "ContentBasedDeduplication: true",
        '"ContentBasedDeduplication" is for FIFO queues: add "FifoQueue: true".',
      ],
    ],
  },
  {
    mistake: "a FIFO queue with the name of another one",
    file: notifications,
    from: "      FifoQueue: true\n",
    to: "      FifoQueue: true\n      QueueName: events\n",
    problems: [["QueueName: events", '"QueueName" of a FIFO queue must end in ".fifo".']],
  },
  {
    mistake: "a queue that subscribes with its URL",
    file: notifications,
    from: "Endpoint: !GetAtt TopicQueue.Arn",
    to: "Endpoint: !Ref TopicQueue",
    problems: [
      [
        "Endpoint: !Ref TopicQueue",
        '"Endpoint" takes an ARN, which !Ref TopicQueue is not: write !GetAtt TopicQueue.Arn.',
      ],
    ],
  },
  {
    mistake: "a tab",
    file: starter,
    from: "      Timeout: 5\n",
    to: "\t\tTimeout: 5\n",
    problems: [["Timeout: 5", "not valid YAML: Tabs are not allowed as indentation."]],
  },
  {
    mistake: "a quote without its end",
    file: starter,
    from: '"2010-09-09"',
    to: '"2010-09-09',
    problems: [['AWSTemplateFormatVersion: "2010-09-09', 'not valid YAML: Missing closing quote ".']],
  },
  {
    mistake: "an alias",
    file: starter,
    from: "      Timeout: 5\n      MemorySize: 128",
    to: "      Timeout: &five 5\n      MemorySize: *five",
    problems: [
      ["MemorySize: *five", "CloudFormation does not take YAML aliases; write out what *five stands for."],
      ["MemorySize: *five", "MemorySize must be at least 128, not 5."],
    ],
  },
];

for (const mistake of mistakes)
  test(mistake.mistake, () => assertFound(mistake, mistake.file === starter ? [definition] : []));

test.run();
